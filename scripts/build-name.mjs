/**
 * The build is named after its inputs. The name is the app's version, and the revision under which
 * service workers keep the cached shell: two different builds under one name would leave a white page
 * offline. Runs before anything is installed, so it knows Node's own modules only.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..');
/** What Vite says about the chunks of the last build. */
export const buildManifest = '.svelte-kit/output/client/.vite/manifest.json';

const inputs = [
  'src',
  'static',
  'svelte.config.js',
  'vite.config.ts',
  'tsconfig.json',
  'package.json',
  'package-lock.json',
  'LICENSE',
  'scripts/build-name.mjs',
  'scripts/chunks.mjs',
  'scripts/licences',
  'scripts/notices.mjs',
  'scripts/parts-list.mjs',
  'scripts/shipped.mjs',
  'scripts/write-compressed.mjs',
];
const isInput = (path) => !/\.test\.ts$|(^|[\\/])\.[^\\/]*$/.test(path);

function* filesUnder(path) {
  const absolute = join(root, path);
  if (!existsSync(absolute)) return;
  const entries = readdirSync(absolute, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const child = `${path}/${entry.name}`;
    if (entry.isDirectory()) yield* filesUnder(child);
    else if (isInput(child)) yield child;
  }
}

function* inputFiles() {
  for (const input of inputs) {
    if (statSync(join(root, input), { throwIfNoEntry: false })?.isFile()) yield input;
    else yield* filesUnder(input);
  }
}

/** 16 hexadecimal digits. */
export function buildName() {
  const hash = createHash('sha256');
  for (const file of inputFiles()) {
    const bytes = readFileSync(join(root, file));
    // The length keeps two neighbouring files from being mistaken for one longer one.
    hash.update(`${file}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex').slice(0, 16);
}
