/**
 * This file reads from the build what the service worker keeps: every part of the app, and nothing
 * that must be asked for.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { buildManifest } from '../../scripts/build-name.mjs';

const root = resolve(import.meta.dirname, '../..');
const build = join(root, 'build');
const worker = readFileSync(join(build, 'service-worker.js'), 'utf8');
const kept = new Set(
  [...worker.matchAll(/\{"url":"([^"]+)","bytes":\d+,"digest":"[\w-]{16}"\}/g)].map(
    ([, url = '']) => url,
  ),
);

const served = readdirSync(build, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && !/\.(br|gz)$/.test(entry.name))
  .map((entry) => relative(build, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));

test('IN4 every chunk, style, font and picture of the build is kept', () => {
  const manifest: Record<string, { file: string; css?: string[]; assets?: string[] }> = JSON.parse(
    readFileSync(join(root, buildManifest), 'utf8'),
  );
  const parts = Object.values(manifest).flatMap(({ file, css = [], assets = [] }) => [
    file,
    ...css,
    ...assets,
  ]);
  expect(parts.length).toBeGreaterThan(40);
  expect([...new Set(parts)].filter((part) => !kept.has(part))).toEqual([]);
});

test('IN4 whatever the server hands out is kept, but for the worker itself, what installers show and the way out', () => {
  const asked = served.filter(
    (file) => !kept.has(file) && !/^(?:screenshots\/|repair\.)/.test(file),
  );
  expect(asked.sort()).toEqual(['.version', 'service-worker.js']);
});

test('IN4 nothing is kept that is not there: one missing file would keep the worker from installing', () => {
  expect([...kept].filter((file) => !served.includes(file))).toEqual([]);
});
