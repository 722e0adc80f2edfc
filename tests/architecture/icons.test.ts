/**
 * The icons an installer sees: each named file is there, is named after its digest, and is a picture of
 * the size the manifest says. An installed app looks for a new icon only under a new name.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { appManifest } from '../../src/app-manifest.ts';
import { notificationIcons, tabIcons } from '../../src/lib/platform/icon-names.ts';

const root = join(import.meta.dirname, '..', '..');
const folder = join(root, 'static', 'icons');
const shell = readFileSync(join(root, 'src', 'app.html'), 'utf8');

const listed = [
  ...(appManifest.icons ?? []),
  ...(appManifest.shortcuts ?? []).flatMap(({ icons = [] }) => icons),
];
const named = [
  ...listed.map(({ src }) => src),
  ...Object.values(notificationIcons),
  ...Object.values(tabIcons),
  ...[...shell.matchAll(/%sveltekit\.assets%(\/icons\/[^"]+)/g)].map(([, src]) => src ?? ''),
];

const bytesOf = (src: string) => readFileSync(join(root, 'static', src));

/** Width, height and whether there is an alpha channel: the head of every PNG. */
function readPng(bytes: Buffer) {
  expect(bytes.subarray(1, 4).toString('latin1')).toBe('PNG');
  return { size: `${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`, hasAlpha: bytes[25] === 6 };
}

test('every icon is named after what is in it, and none lies about unused', () => {
  for (const src of named) {
    const digest = createHash('sha256').update(bytesOf(src)).digest('hex').slice(0, 8);
    expect(src).toContain(`.${digest}.`);
  }
  const used = new Set(named.map((src) => src.replace('/icons/', '')));
  expect(readdirSync(folder).sort()).toEqual([...used].sort());
});

test('every icon is as large as the manifest says', () => {
  for (const { src, sizes, type } of listed) {
    if (type === 'image/png') expect(readPng(bytesOf(src)).size).toBe(sizes);
    else expect({ sizes, type }).toEqual({ sizes: 'any', type: 'image/svg+xml' });
  }
});

test('the manifest has what installers ask for', () => {
  const purposes = (appManifest.icons ?? []).map(
    ({ sizes, purpose }) => `${sizes} ${String(purpose)}`,
  );
  expect(purposes).toEqual(
    expect.arrayContaining(['any any', '192x192 any', '512x512 any', '512x512 maskable']),
  );
  expect(appManifest.short_name?.length).toBeLessThanOrEqual(12);
  expect(shell).toContain('href="%sveltekit.assets%/manifest.webmanifest"');
});

test('the icon of the home screen is opaque, or iOS would paint its corners black', () => {
  const src = named.find((name) => name.includes('apple-touch-icon')) ?? '';
  expect(readPng(bytesOf(src))).toEqual({ size: '180x180', hasAlpha: false });
});
