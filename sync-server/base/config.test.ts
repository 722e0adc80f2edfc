import { expect, test } from 'vitest';
import { isLoopback, parseConfig } from './config.ts';

const folder = '/srv/feed';
const parsed = (environment: Readonly<Record<string, string>>) => parseConfig(environment, folder);
const errors = (environment: Readonly<Record<string, string>>) => {
  const config = parsed(environment);
  return config.ok ? [] : config.error;
};

test('an empty environment is complete', () => {
  expect(parsed({})).toEqual({
    ok: true,
    value: {
      port: 4600,
      host: '127.0.0.1',
      dataDir: '/srv/feed/.data',
      databasePath: '/srv/feed/.data/feed.db',
      databaseUrl: null,
      origin: 'http://localhost:4600',
      authSecret: null,
      demo: 'never',
      clockOffsetMs: 0,
      proxies: 0,
      version: 'dev',
      fileBytesMost: 2_048 * 1_024 * 1_024,
      diskReserveBytes: 1_024 * 1_024 * 1_024,
      buildDir: '/srv/feed/build',
      buildBeforeDir: '/srv/feed/build-before',
    },
  });
});

test('what is set is taken', () => {
  const config = parsed({
    PORT: '80',
    HOST: '0.0.0.0',
    DATA_DIR: '/data',
    ORIGIN: 'https://localhost:8443/',
    AUTH_SECRET: 'x'.repeat(32),
    DEMO: '1',
    CLOCK_OFFSET_MS: '-86400000',
    TRUST_PROXY: '2',
  });
  expect(config).toMatchObject({
    ok: true,
    value: {
      port: 80,
      origin: 'https://localhost:8443',
      demo: 'always',
      clockOffsetMs: -86_400_000,
      proxies: 2,
    },
  });
});

test('all errors are told at once, each with a cure', () => {
  const found = errors({
    PORT: 'http',
    DATABASE_URL: 'mysql://somewhere/feed',
    ORIGIN: 'feed.example.org/path',
    AUTH_SECRET: 'short',
    DEMO: 'yes',
    TRUST_PROXY: 'maybe',
    CLOCK_OFFSET_MS: '1.5',
  });
  for (const name of [
    'PORT',
    'DATABASE_URL',
    'ORIGIN',
    'AUTH_SECRET',
    'DEMO',
    'TRUST_PROXY',
    'CLOCK_OFFSET_MS',
  ]) {
    expect(found.filter((line) => line.startsWith(name))).toHaveLength(1);
  }
  expect(found.join()).not.toContain('short');
});

test('the clock moves in the demo only', () => {
  expect(errors({ CLOCK_OFFSET_MS: '1000' })).toHaveLength(1);
  expect(errors({ CLOCK_OFFSET_MS: '1000', DEMO: 'auto' })).toHaveLength(1);
  expect(errors({ CLOCK_OFFSET_MS: '1000', DEMO: '1' })).toEqual([]);
});

test('OP38 the demo, whose passwords everybody knows, is for a loopback origin only', () => {
  expect(errors({ DEMO: '1', ORIGIN: 'https://feed.example.org' })).toEqual([
    expect.stringContaining('DEMO=1'),
  ]);
  for (const ORIGIN of ['http://localhost:4600', 'http://127.0.0.1', 'http://[::1]:4600']) {
    expect(errors({ DEMO: '1', ORIGIN })).toEqual([]);
  }
});

test('addresses of this machine', () => {
  for (const host of ['localhost', '127.0.0.1', '127.8.8.8', '::1', '[::1]']) {
    expect(isLoopback(host)).toBe(true);
  }
  for (const host of ['0.0.0.0', '192.168.1.4', 'feed.example.org']) {
    expect(isLoopback(host)).toBe(false);
  }
});
