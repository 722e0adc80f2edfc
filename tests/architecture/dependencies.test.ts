/**
 * This file looks at what is installed, through the lock file and on disk: one Yjs, no native code,
 * no install scripts, and nothing that says where somebody downloaded it.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as v from 'valibot';

const root = join(import.meta.dirname, '..', '..');
const entry = v.object({
  version: v.optional(v.string()),
  integrity: v.optional(v.string()),
  resolved: v.optional(v.string()),
  hasInstallScript: v.optional(v.boolean()),
  dependencies: v.optional(v.record(v.string(), v.string())),
  optionalDependencies: v.optional(v.record(v.string(), v.string())),
});
const lockFile = v.object({ packages: v.record(v.string(), entry) });
const readJson = (path: string): unknown => JSON.parse(readFileSync(join(root, path), 'utf8'));

const { packages } = v.parse(lockFile, readJson('package-lock.json'));
const installed = Object.entries(packages).filter(([path]) => path !== '');

/** Finds what Node finds as `name` from `path`: in its own node_modules, else further up. */
function resolve(name: string, path: string): string | undefined {
  const here = `${path}${path === '' ? '' : '/'}node_modules/${name}`;
  if (packages[here]) return here;
  if (path === '') return undefined;
  return resolve(name, path.slice(0, Math.max(0, path.lastIndexOf('/node_modules/'))));
}

/** Finds what the programs import, and what that imports; optional peers of tools are not. */
function closure(roots: readonly string[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const visit = (path: string | undefined) => {
    if (path === undefined || seen.has(path)) return;
    seen.add(path);
    const { dependencies = {}, optionalDependencies = {} } = packages[path] ?? {};
    const names = Object.keys({ ...dependencies, ...optionalDependencies });
    for (const name of names) visit(resolve(name, path));
  };
  for (const name of roots) visit(resolve(name, ''));
  return seen;
}

const inUse = closure(Object.keys(packages['']?.dependencies ?? {}));
const production = installed.filter(([path]) => inUse.has(path));
const copiesOf = (name: string) =>
  installed.map(([path]) => path).filter((path) => path.endsWith(`node_modules/${name}`));

test.each(['yjs', 'lib0', 'y-protocols', 'dexie', 'kysely', 'svelte', 'vite-plugin-pwa'])(
  'there is one copy of %s: two do not know each other’s objects',
  (name) => {
    expect(copiesOf(name)).toEqual([`node_modules/${name}`]);
  },
);

test('the lock file has a digest for each package and no download address', () => {
  expect(installed.filter(([, { integrity }]) => integrity === undefined)).toEqual([]);
  expect(installed.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
});

test('every direct dependency is pinned to one version', () => {
  const sections = v.object({
    dependencies: v.record(v.string(), v.string()),
    devDependencies: v.record(v.string(), v.string()),
    optionalDependencies: v.record(v.string(), v.string()),
  });
  const wanted = v.parse(sections, readJson('package.json'));
  const versions = Object.values(wanted).flatMap((section) => Object.entries(section));
  expect(
    versions.filter(([, version]) => !/^(npm:[\w/@-]+@)?\d+\.\d+\.\d+(-beta\.\d+)?$/.test(version)),
  ).toEqual([]);
});

test('no dependency of the server is built or downloaded when it is installed', () => {
  expect(production.filter(([, { hasInstallScript }]) => hasInstallScript)).toEqual([]);
  const builders = ['node-gyp', 'node-gyp-build', 'prebuild-install', 'node-addon-api', 'bindings'];
  const using = production.filter(([, { dependencies = {} }]) =>
    builders.some((name) => name in dependencies),
  );
  expect(using.map(([path]) => path)).toEqual([]);
});

test('no dependency of the server brings native code: it would be for the wrong Node', () => {
  // A package may be absent, being optional and for another platform.
  const files = production.flatMap(([path]) => {
    try {
      return readdirSync(join(root, path), { recursive: true, encoding: 'utf8' }).map(
        (file) => `${path}/${file}`,
      );
    } catch {
      return [];
    }
  });
  expect(files.length).toBeGreaterThan(1_000);
  expect(files.filter((file) => /\.node$|(^|\/)binding\.gyp$/.test(file))).toEqual([]);
});
