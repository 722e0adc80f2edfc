/**
 * This file checks the pictures an installer sees: each named file is there and of the size the
 * manifest says. Icons are named after their digests, as an installed app looks for a new one only
 * under a new name.
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

/** The canvas of an extended file, which holds its sides less one. */
function readWebp(bytes: Buffer) {
  expect(bytes.subarray(8, 16).toString('latin1')).toBe('WEBPVP8X');
  return {
    size: `${bytes.readUIntLE(24, 3) + 1}x${bytes.readUIntLE(27, 3) + 1}`,
    bytes: bytes.length,
  };
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
    expect.arrayContaining([
      'any any',
      '192x192 any',
      '512x512 any',
      '512x512 maskable',
      '512x512 monochrome',
    ]),
  );
  expect(appManifest).toMatchObject({ id: '/', start_url: '/', scope: '/', display: 'standalone' });
  expect(appManifest.shortcuts?.map(({ name }) => name)).toEqual([
    'Activity',
    'Tracks',
    'New track',
  ]);
  expect(appManifest.short_name?.length).toBeLessThanOrEqual(12);
  expect(shell).toContain('href="%sveltekit.assets%/manifest.webmanifest"');
});

test('screenshots are there for wide and narrow windows, as large as it says, and small to fetch', () => {
  const { screenshots = [] } = appManifest;
  expect(new Set(screenshots.map(({ form_factor }) => form_factor))).toEqual(
    new Set(['wide', 'narrow']),
  );
  for (const { src, sizes, label } of screenshots) {
    const { size, bytes } = readWebp(bytesOf(src));
    expect({ src, size, label }).toEqual({ src, size: sizes, label: expect.stringMatching(/\w/) });
    expect(bytes).toBeLessThan(150 * 1_024);
  }
  const listedFiles = screenshots.map(({ src }) => src.replace('/screenshots/', ''));
  expect(readdirSync(join(root, 'static', 'screenshots')).sort()).toEqual(listedFiles.sort());
});

test('the icon of the home screen is opaque, or iOS would paint its corners black', () => {
  const src = named.find((name) => name.includes('apple-touch-icon')) ?? '';
  expect(readPng(bytesOf(src))).toEqual({ size: '180x180', hasAlpha: false });
});
