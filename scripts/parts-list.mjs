/**
 * Writes into the service worker of a build what each of its files is: its length, and the digest of its
 * content. It comes last in a build, as the page that is every page is made after the worker.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeCompressed } from './write-compressed.mjs';

const worker = 'service-worker.js';
/** As workbox writes it, or as it was written here before. */
const entry =
  /\{(?:"revision":(?:null|"\w+"),)?"url":"\/?([^"]+)"(?:,"bytes":\d+,"digest":"[^"]+")?\}/g;
/** Of SHA-256, in base64url: 96 bits tell any two files apart. */
const digestCharacters = 16;

/** @param {string} folder of a build */
export function writePartsList(folder) {
  const path = join(folder, worker);
  const listed = readFileSync(path, 'utf8').replace(entry, (_, url) => {
    const content = readFileSync(join(folder, url));
    const digest = createHash('sha256').update(content).digest('base64url');
    const bytes = content.length;
    return JSON.stringify({ url, bytes, digest: digest.slice(0, digestCharacters) });
  });
  writeCompressed(path, listed);
}
