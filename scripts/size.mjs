/**
 * `npm run size`: what a visitor downloads, gzipped, against its bounds. "First route" is everything
 * that `/` or `/activity`, whichever is larger, loads before it can show itself: the entry, the root
 * layout, the error page (Kit loads it at once), the page, and all they import statically.
 */
import './supported-node.mjs';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildManifest, root } from './build-name.mjs';
import { Complaint, report } from './steps.mjs';

/**
 * KiB, gzip. The libraries of every screen take 57 (Svelte, Kit, Dexie), so Yjs comes after first
 * paint. The service worker holds Dexie and Yjs too. The player with its waveform is a part of its own,
 * loaded with a sound; a language is to be one, too.
 */
const bounds = {
  'first route JavaScript': 93.5,
  'all JavaScript': 248,
  player: 45,
  CSS: 14,
  'service worker': 74,
};
const firstRoutes = ['/', '/activity'];
const generated = '.svelte-kit/generated/client-optimized';

const sizes = new Map();
function gzipped(file) {
  if (!sizes.has(file)) {
    sizes.set(file, gzipSync(readFileSync(join(root, 'build', file)), { level: 9 }).length);
  }
  return sizes.get(file);
}
const total = (files) => [...files].reduce((sum, file) => sum + gzipped(file), 0);

/** Which nodes a route shows: `"/activity": [page, [layouts]?]` in what Kit generates. */
function nodesOf(route) {
  const source = readFileSync(join(root, generated, 'app.js'), 'utf8');
  const entry = new RegExp(`^\\s*${JSON.stringify(route)}: \\[(.*?)\\],?$`, 'm').exec(source);
  if (!entry) throw new Complaint(`The build has no route ${route}.`, 'Correct scripts/size.mjs.');
  const [layout, error] = [0, 1];
  return [layout, error, ...entry[1].match(/\d+/g).map(Number)];
}

function withImports(manifest, key, files = new Set()) {
  const chunk = manifest[key];
  if (files.has(chunk.file)) return files;
  files.add(chunk.file);
  for (const imported of chunk.imports ?? []) withImports(manifest, imported, files);
  return files;
}

function measure(manifest) {
  const chunks = Object.values(manifest);
  const named = (name) => Object.keys(manifest).find((key) => manifest[key].name === name);
  const firstRoute = (route) => {
    const names = ['entry/start', 'entry/app', ...nodesOf(route).map((node) => `nodes/${node}`)];
    const files = new Set();
    for (const name of names) withImports(manifest, named(name), files);
    return total(files);
  };
  const css = chunks.flatMap(({ file, css: styles = [] }) =>
    file.endsWith('.css') ? [file, ...styles] : styles,
  );
  const player = chunks.find(({ name }) => name === 'player')?.file;
  if (!player)
    throw new Complaint('The player is no file of its own.', 'Correct scripts/chunks.mjs.');
  return {
    'first route JavaScript': Math.max(...firstRoutes.map(firstRoute)),
    'all JavaScript': total(
      new Set(
        chunks.map(({ file }) => file).filter((file) => file.endsWith('.js') && file !== player),
      ),
    ),
    player: gzipped(player),
    CSS: total(new Set(css)),
    'service worker': gzipped('service-worker.js'),
  };
}

/** A worker that imports would have to be a module, and browsers registered none: what it reaches is one file. */
function assertOneFile() {
  const worker = readFileSync(join(root, 'build', 'service-worker.js'), 'utf8');
  if (!/\bimport\s*[("'{*]/.test(worker)) return;
  throw new Complaint(
    'The service worker is more than one file: it imports a part of itself.',
    'Import statically, not by await import, whatever src/service-worker.ts reaches.',
  );
}

function readManifest() {
  try {
    return JSON.parse(readFileSync(join(root, buildManifest), 'utf8'));
  } catch {
    throw new Complaint('There is no build to measure.', 'Run: npm run build');
  }
}

try {
  const manifest = readManifest();
  assertOneFile();
  let exceeded = false;
  for (const [name, bytes] of Object.entries(measure(manifest))) {
    const over = bytes > bounds[name] * 1024;
    exceeded ||= over;
    const kib = (bytes / 1024).toFixed(1).padStart(6);
    console.log(`${over ? '✗' : '✓'} ${name.padEnd(24)} ${kib} of ${bounds[name]} KiB`);
  }
  if (exceeded) {
    console.log('Load later what the first screen does not need (await import), or do without.');
  }
  process.exitCode = exceeded ? 1 : 0;
} catch (error) {
  report(error);
}
