/**
 * What of others is given on with this: the packages that the server runs with, by the lock file, and those
 * that are in the app, by what Vite says of its build.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './build-name.mjs';
import { Complaint } from './steps.mjs';

/** `build.license` in vite.config.ts. */
const bundled = '.svelte-kit/output/client/.vite/license.json';

const readJson = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'));

function readBundled() {
  try {
    return readJson(bundled);
  } catch {
    throw new Complaint('There is no build to read.', 'Run: npm run build');
  }
}

const isOfServer = ({ dev, devOptional, optional, peer }) =>
  !(dev || devOptional || optional || peer);

/**
 * @param {string[]} more paths of packages that count as well
 * @returns {{path: string, name: string, version: string, identifier?: string}[]} by name
 */
export function shippedPackages(more = []) {
  const inApp = readBundled().map(({ name, version }) => `${name}@${version}`);
  const { packages } = readJson('package-lock.json');
  return Object.entries(packages)
    .filter(([path]) => path !== '')
    .map(([path, entry]) => {
      const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
      return { path, name, entry, version: entry.version, identifier: entry.license };
    })
    .filter(
      ({ path, name, version, entry }) =>
        isOfServer(entry) || inApp.includes(`${name}@${version}`) || more.includes(path),
    )
    .sort((one, other) => one.name.localeCompare(other.name, 'en'));
}
