/** What SECURITY.md promises is written as rules, each row of it, and no other rules. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { rulesIn } from './spec.ts';

const root = resolve(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const security = read('SECURITY.md');
const rules = new Set(rulesIn(read('src/shared/SPEC.md')).map(({ id }) => id));
const groups = new Set([...rules].map((id) => id.slice(0, 2)));
const cited = (text: string) =>
  [...text.matchAll(/\b([A-Z]{2})\d+\b/gu)]
    .filter(([, group = '']) => groups.has(group))
    .map(([id]) => id);
const rows = security
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .map((line) => line.slice(2, -2).split(' | '))
  .filter(([who = '']) => who !== 'who' && !who.startsWith('---'));

test('SECURITY.md cites rules that are written', () => {
  expect(cited(security).length).toBeGreaterThan(50);
  expect(cited(security).filter((id) => !rules.has(id))).toEqual([]);
});

test('for each attacker it says what they can, what is promised by which rule, and what is not', () => {
  expect(rows.length).toBeGreaterThan(10);
  expect(rows.filter((cells) => cells.length !== 4 || cells.includes(''))).toEqual([]);
  const unproven = rows.filter(([, , promised = '']) => cited(promised).length === 0);
  expect(unproven.map(([who]) => who)).toEqual([]);
});
