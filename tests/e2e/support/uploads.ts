/** Files on their way as a person meets them: chosen on this machine, and shown beside the track's. */
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Page } from '@playwright/test';
import { createTrack, person, signUp } from './app.ts';
import type { Device } from './fixture.ts';

export const title = 'Midnight Drive';
export const files = (page: Page) => page.getByRole('region', { name: 'Files' });
/** The list of what has arrived; below it is what has not. */
export const arrived = (page: Page) => files(page).getByRole('link', { name: /^Download/ });
export const line = (page: Page, text: string) =>
  files(page).getByRole('listitem').filter({ hasText: text }).last();
export const press = (page: Page, name: string | RegExp) =>
  files(page).getByRole('button', { name }).first().click();

export const bytesOf = (size: number, seed: number): Buffer =>
  Buffer.from(Array.from({ length: size }, (_, at) => (at * 31 + seed * 7 + (at >> 8)) % 251));
export const hashOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** A folder on this machine, with these files. @returns their paths */
export async function placeFiles(
  folder: string,
  named: Readonly<Record<string, Buffer>>,
): Promise<string[]> {
  return Promise.all(
    Object.entries(named).map(async ([name, bytes]) => {
      const path = join(folder, name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, bytes);
      return path;
    }),
  );
}

export async function choose(page: Page, button: string, paths: string | readonly string[]) {
  const chooser = page.waitForEvent('filechooser');
  await press(page, button);
  await (await chooser).setFiles(typeof paths === 'string' ? paths : [...paths]);
}

/** What one of the track hears when they download it all, by name. */
export const hashesOf = (page: Page): Promise<Record<string, string>> =>
  arrived(page).evaluateAll(async (links) => {
    const hashes: Record<string, string> = {};
    for (const link of links) {
      const bytes = await (await fetch(link.getAttribute('href') ?? '')).arrayBuffer();
      const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
      hashes[link.textContent.trim()] = [...digest]
        .map((byte) => byte.toString(16).padStart(2, '0'))
        .join('');
    }
    return hashes;
  });

/** The first waiting device there is: nobody else has to be there. */
export async function openAlone(device: () => Promise<Device>): Promise<Device> {
  const ana = await device();
  await signUp(ana.page, person('Ana Reyes'));
  await createTrack(ana.page, title);
  return ana;
}
