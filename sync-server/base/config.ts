/**
 * The configuration is the environment, parsed once, with all errors at once and what to do about
 * each. Nothing else in the server reads `process.env`.
 */
import { join, resolve } from 'node:path';
import { err, ok, type Result } from '#shared/base/result.ts';
import { databaseNameIn } from './database-url.ts';

export interface Config {
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  readonly databasePath: string;
  /** Of a database on PostgreSQL, with its password; null where the database lies in the data folder. */
  readonly databaseUrl: string | null;
  /** Scheme, host and port that browsers use; no path. */
  readonly origin: string;
  /** Null: made once and kept in the data folder. */
  readonly authSecret: string | null;
  /** `auto`: a new database gets the demo where `ORIGIN` and `HOST` are of this machine. */
  readonly demo: 'auto' | 'always' | 'never';
  readonly clockOffsetMs: number;
  /** How many proxies in front say whom they were asked by. */
  readonly proxies: number;
  readonly version: string;
  /** Of one file. */
  readonly fileBytesMost: number;
  /** What uploads leave free on the disk. */
  readonly diskReserveBytes: number;
  readonly buildDir: string;
  /** The folder that `npm start` served before it built anew. */
  readonly buildBeforeDir: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

const loopback = new Set(['127.0.0.1', 'localhost', '::1', '[::1]']);
export const isLoopback = (host: string): boolean => loopback.has(host) || host.startsWith('127.');

const secretLength = 32;
/** More is a slip of the finger, and would believe whatever a client writes. */
const proxiesMost = 10;
const megabyte = 1_024 * 1_024;
/** A petabyte: above this numbers are no longer exact enough to count with. */
const megabytesMost = 1_024 * megabyte;
const demoModes: Readonly<Record<string, Config['demo']>> = {
  auto: 'auto',
  '1': 'always',
  '0': 'never',
};

/** @returns the configuration, or every error as a sentence for the operator */
export function parseConfig(
  environment: Environment,
  workingDir: string,
): Result<Config, readonly string[]> {
  const errors: string[] = [];
  const value = (name: string) => environment[name]?.trim() || undefined;

  const port = Number(value('PORT') ?? 4600);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    errors.push(`PORT must be a number from 0 to 65535, not "${value('PORT')}".`);
  }
  const host = value('HOST') ?? '127.0.0.1';
  const dataDir = resolve(workingDir, value('DATA_DIR') ?? '.data');
  const databaseUrl = value('DATABASE_URL') ?? null;
  errors.push(...databaseErrors(databaseUrl));
  const origin = parseOrigin(value('ORIGIN') ?? `http://localhost:${port}`);
  if (origin === null) {
    errors.push('ORIGIN must be an address like https://feed.example.org, without a path.');
  }
  const authSecret = value('AUTH_SECRET') ?? null;
  if (authSecret !== null && authSecret.length < secretLength) {
    errors.push(
      `AUTH_SECRET must have at least ${secretLength} characters (openssl rand -base64 32).`,
    );
  }
  const demo = demoModes[value('DEMO') ?? '0'];
  errors.push(...demoErrors(demo, origin));
  const clockOffsetMs = Number(value('CLOCK_OFFSET_MS') ?? 0);
  if (!Number.isSafeInteger(clockOffsetMs)) {
    errors.push('CLOCK_OFFSET_MS must be a whole number of milliseconds.');
  } else if (clockOffsetMs !== 0 && demo !== 'always') {
    errors.push('CLOCK_OFFSET_MS is accepted only with DEMO=1. Unset it or set DEMO=1.');
  }
  const proxies = Number(value('TRUST_PROXY') ?? 0);
  if (!Number.isInteger(proxies) || proxies < 0 || proxies > proxiesMost) {
    errors.push(`TRUST_PROXY must be how many proxies stand in front, from 0 to ${proxiesMost}.`);
  }
  const megabytes = (name: string, usual: number, least: number) => {
    const said = Number(value(name) ?? usual);
    if (Number.isSafeInteger(said) && said >= least && said <= megabytesMost)
      return said * megabyte;
    errors.push(`${name} must be a whole number of megabytes, ${least} at least.`);
    return 0;
  };
  const fileBytesMost = megabytes('FILE_MB', 2_048, 1);
  const diskReserveBytes = megabytes('DISK_RESERVE_MB', 1_024, 0);

  if (errors.length > 0 || origin === null || demo === undefined) {
    return err(errors);
  }
  return ok({
    port,
    host,
    dataDir,
    databasePath: join(dataDir, 'feed.db'),
    databaseUrl,
    origin,
    authSecret,
    demo,
    clockOffsetMs,
    proxies,
    version: value('APP_VERSION') ?? 'dev',
    fileBytesMost,
    diskReserveBytes,
    buildDir: resolve(workingDir, 'build'),
    buildBeforeDir: resolve(workingDir, 'build-before'),
  });
}

const databaseErrors = (url: string | null): readonly string[] =>
  url === null || databaseNameIn(url) !== null
    ? []
    : ['DATABASE_URL must be like postgres://USER:PASSWORD@HOST/DATABASE, or unset.'];

function demoErrors(demo: Config['demo'] | undefined, origin: string | null): readonly string[] {
  if (demo === undefined) return ['DEMO must be 1, 0 or unset.'];
  const isHere = origin === null || isLoopback(new URL(origin).hostname);
  if (demo !== 'always' || isHere) return [];
  return ['DEMO=1 is for an ORIGIN of this machine, as everybody knows its passwords. Unset it.'];
}

function parseOrigin(text: string): string | null {
  try {
    const url = new URL(text);
    const isPlain = url.pathname === '/' && url.search === '' && url.hash === '';
    const isHttp = url.protocol === 'http:' || url.protocol === 'https:';
    return isPlain && isHttp && url.username === '' ? url.origin : null;
  } catch {
    return null;
  }
}
