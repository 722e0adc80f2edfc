/**
 * One key pair says which server pushes (VAPID, RFC 8292): made once and kept beside the database.
 * Browsers bind their subscriptions to it, so a new pair ends all of them.
 */
import { join } from 'node:path';
import * as v from 'valibot';
import webpush from 'web-push';
import { readIfThere, writeDurably } from '../storage/durable-files.ts';

/** P-256, each in base64url. */
export interface PushKeys {
  readonly publicKey: string;
  readonly privateKey: string;
}

const schema = v.object({
  publicKey: v.pipe(v.string(), v.regex(/^[\w-]{87}$/u)),
  privateKey: v.pipe(v.string(), v.regex(/^[\w-]{43}$/u)),
});

/** @param dataDir exists and can be written */
export function keptPushKeys(dataDir: string): PushKeys {
  const path = join(dataDir, 'push-keys.json');
  const kept = v.safeParse(schema, parseJson(readIfThere(path)));
  if (kept.success) return kept.output;
  const { publicKey, privateKey } = webpush.generateVAPIDKeys();
  writeDurably(path, `${JSON.stringify({ publicKey, privateKey })}\n`, 0o600);
  return { publicKey, privateKey };
}

function parseJson(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null; // not ours
  }
}

/** Whom a push service may turn to: the site, or where that has no address of its own, nobody. */
export const subjectOf = (origin: string): string =>
  origin.startsWith('https:') ? origin : 'mailto:nobody@localhost';
