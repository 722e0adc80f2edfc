/**
 * Makes a checkout ready: installs and builds what is missing or stale, and nothing else, so a second
 * run starts in a moment. What is installed is compared with the lock file entry by entry; the build
 * carries the digest of its inputs.
 */
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildManifest, buildName, root } from './build-name.mjs';
import { writeNotices } from './notices.mjs';
import { writePartsList } from './parts-list.mjs';
import { alone } from './lock.mjs';
import { currentNode, findNode, tool, toolEnvironment } from './node.mjs';
import { Complaint, step } from './steps.mjs';

const at = (...names) => join(root, ...names);
const stamp = at('build', '.version');

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

const sections = ['dependencies', 'devDependencies', 'optionalDependencies'];
const sameSection = (a = {}, b = {}) =>
  JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());

/** npm writes its own copy of the lock file last, so an install that was cut off is seen as missing. */
function isInstalled() {
  const locked = readJson(at('package-lock.json'))?.packages;
  const installed = readJson(at('node_modules', '.package-lock.json'))?.packages;
  if (!locked || !installed) return false;
  const wanted = readJson(at('package.json'));
  if (!sections.every((name) => sameSection(wanted?.[name], locked['']?.[name]))) return false;
  return Object.entries(locked).every(([path, entry]) => {
    if (path === '') return true;
    const found = installed[path];
    if (!found) return entry.optional === true || entry.devOptional === true || entry.peer === true;
    return (
      found.version === entry.version &&
      (!found.integrity || !entry.integrity || found.integrity === entry.integrity)
    );
  });
}

/** npm as it was started, else from the PATH. */
export function npm(...args) {
  const path = process.env.npm_execpath;
  if (path?.endsWith('npm-cli.js') && existsSync(path)) {
    return [process.env.npm_node_execpath ?? process.execPath, [path, ...args]];
  }
  return process.platform === 'win32' ? ['npm.cmd', args] : ['npm', args];
}

const isReady = () => isInstalled() && findNode() !== undefined;

export async function install() {
  if (isReady()) return;
  await alone(async () => {
    if (isReady()) return;
    if (!existsSync(at('package-lock.json'))) {
      throw new Complaint(
        'package-lock.json is missing.',
        'Restore it: git checkout package-lock.json',
      );
    }
    const flags = [
      '--include=dev',
      '--include=optional',
      '--ignore-scripts',
      '--engine-strict=false',
    ];
    await step('Installing', npm('ci', ...flags, '--no-audit', '--no-fund', '--loglevel=error'), {
      cwd: root,
      env: process.env,
      cure: 'The lines above say why. Mostly it is the network or a full disk; then just try again.',
    });
    currentNode();
  });
}

/** Tests and the size check read what Vite left behind, so that is part of a build. */
const isBuilt = (name) =>
  [at('build', '200.html'), at(buildManifest), stamp].every((path) => existsSync(path)) &&
  readFileSync(stamp, 'utf8') === name;

const hashedFiles = ['_app', 'immutable'];

/** A tab that runs the build before asks for its parts for as long as it is open. */
function keepBuildBefore() {
  if (!existsSync(stamp)) return;
  rmSync(at('build-before'), { recursive: true, force: true });
  cpSync(at('build', ...hashedFiles), at('build-before', ...hashedFiles), { recursive: true });
}

/** @returns {Promise<string>} the name of the build, which is the version of the app */
export async function build() {
  const name = buildName();
  if (isBuilt(name)) return name;
  return await alone(async () => {
    if (isBuilt(name)) return name;
    keepBuildBefore();
    await step('Building', tool('vite/bin/vite.js', 'build', '--logLevel=warn'), {
      cwd: root,
      env: toolEnvironment({ NODE_ENV: 'production' }),
      quiet: true,
      cure: 'The lines above say why. If you changed nothing: git status, and a full disk is worth a look.',
    });
    writeNotices(at('build'));
    writePartsList(at('build'));
    // Last, so that a build that was cut off is made again. Inputs changed meanwhile: made again too.
    writeFileSync(stamp, name);
    return name;
  });
}
