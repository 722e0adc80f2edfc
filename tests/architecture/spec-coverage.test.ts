/**
 * Every rule of the specification is proven by a test that names it and names code that exists, and
 * tests name only real rules.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { carrierFaults, rulesIn } from './spec.ts';

const root = resolve(import.meta.dirname, '../..');
const spec = readFileSync(join(root, 'src/shared/SPEC.md'), 'utf8');
const rules = rulesIn(spec).map(({ id }) => id);

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
      ...(match[1] ?? '').matchAll(/\b(?:MK|CL|CM|SY|NT|TM|TI|IN|AC|PU|WK|OP|FI|AU|BT)\d+\b/g),
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

test('the rules of each group stand together, in the order of their numbers', () => {
  const groups = [...Map.groupBy(rules, (rule) => rule.slice(0, 2)).values()];
  const inOrder = groups.flatMap((group) =>
    group.toSorted((one, other) => Number(one.slice(2)) - Number(other.slice(2))),
  );
  expect(rules).toEqual(inOrder);
});

test('every rule names the code that carries it', () => {
  const read = (file: string) =>
    existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : null;
  expect(carrierFaults(rulesIn(spec), read)).toEqual([]);
});

test('a rule that names no code, or code that is not there, is told of', () => {
  const sources = new Map([
    ['a.ts', 'export function join() { const walk = () => 0; return walk(); }'],
    [
      'b.ts',
      'function* walk() {}\nclass Room {\n  #refuse(): void {}\n  close() {\n    other();\n  }\n}',
    ],
  ]);
  const planted = [
    '- **MK1** Right. — `join`, `walk` in `a.ts`; `#refuse`, `close`, `walk` in `b.ts`',
    '- **MK2** A wrong name. — `joined` in `a.ts`',
    '- **MK3** Called there, declared elsewhere. — `other` in `b.ts`',
    '- **MK4** A file that is gone. — `join` in `c.ts`',
    '- **MK5** Nothing at all.',
    '- **MK6** Not to be read. — see `join`',
  ].join('\n');
  expect(carrierFaults(rulesIn(planted), (file) => sources.get(file) ?? null)).toEqual([
    'MK2: a.ts declares no joined',
    'MK3: b.ts declares no other',
    'MK4: there is no file "c.ts" for join',
    'MK5 names no code that carries it',
    'MK6: there is no file "" for see `join`',
  ]);
});
