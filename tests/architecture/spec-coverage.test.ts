/** Every rule of the specification is proven by a test that names it, and tests name only real rules. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const spec = readFileSync(join(root, 'src/shared/SPEC.md'), 'utf8');
const rules = [...spec.matchAll(/^- \*\*([A-Z]{2}\d+)\*\*/gm)].map((match) => match[1] ?? '');

function testFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(test|spec)\.ts$|contract.*\.ts$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

const everywhere = ['src', 'sync-server', 'tests'].flatMap(testFiles);
/** Titles begin with the rules they prove: `test('MK2 join is …')`, `it('MK1 MK2 …')`. */
const named = new Set(
  everywhere
    .concat(
      readdirSync(join(root, 'tests/contract')).map((name) => join(root, 'tests/contract', name)),
    )
    .flatMap((file) => [
      ...readFileSync(file, 'utf8').matchAll(/(?:test|it)(?:\.each\([^)]*\))?\(\s*['"`]([^'"`]*)/g),
    ])
    .flatMap((match) => [
      ...(match[1] ?? '').matchAll(/\b(?:MK|CL|CM|SY|NT|TM|IN|AC|PU|WK|OP)\d+\b/g),
    ])
    .map((match) => match[0]),
);

test('the specification has rules, each with a number of its own', () => {
  expect(rules.length).toBeGreaterThan(30);
  expect(new Set(rules).size).toBe(rules.length);
});

test('every rule is named by a test', () => {
  expect(rules.filter((rule) => !named.has(rule))).toEqual([]);
});

test('tests name no rule that is not written', () => {
  expect([...named].filter((rule) => !rules.includes(rule)).sort()).toEqual([]);
});
