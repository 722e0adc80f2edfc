import { expect, it } from 'vitest';
import { pairCodes, quadCodes } from './mp3-huffman-codes.ts';
import { pairTrees, quadTrees, symbolOf, type CodeTree } from './mp3-huffman-tables.ts';

const codesIn = (text: string) => text.trim().split(/\s+/u);

function read(tree: CodeTree, code: string): number {
  let node = 0;
  for (const bit of code) node = tree[2 * node + Number(bit)] ?? Number.NaN;
  return symbolOf(node);
}

it.each(Object.entries(pairCodes))(
  'AU27 table %s has a code for each pair, and no other',
  (table, text) => {
    const codes = codesIn(text);
    const sizes = Math.sqrt(codes.length);
    expect(Number.isInteger(sizes)).toBe(true);
    // Nothing begins like another, and nothing is left over.
    expect(codes.reduce((sum, { length }) => sum + 2 ** -length, 0)).toBe(1);
    const tree = pairTrees[Number(table)];
    if (!tree) throw new Error('There is no such table.');
    for (const [index, code] of codes.entries()) {
      const symbol = read(tree, code);
      expect([symbol & 15, symbol >> 4]).toEqual([Math.floor(index / sizes), index % sizes]);
    }
  },
);

it.each([0, 1] as const)('AU27 table %i of fours has a code for each', (table) => {
  const codes = codesIn(quadCodes[table]);
  expect(codes.reduce((sum, { length }) => sum + 2 ** -length, 0)).toBe(1);
  expect(codes.map((code) => read(quadTrees[table], code))).toEqual([...codes.keys()]);
});
