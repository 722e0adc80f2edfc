/**
 * The Huffman codes of MP3 as trees, to be walked bit by bit: what stands at a node is where the two that
 * follow upon it begin, or what its code stands for, less than zero.
 */
import { pairCodes, quadCodes } from './mp3-huffman-codes.ts';

/** Two entries a node: where a zero leads, and where a one does. */
export type CodeTree = Int16Array;

/** A leaf is what it stands for, turned below zero. */
const leafOf = (symbol: number): number => -1 - symbol;
/** @param leaf below zero */
export const symbolOf = (leaf: number): number => -1 - leaf;

/** @param codes by the symbols that they stand for, in zeros and ones */
function treeOf(codes: readonly string[], symbolAt: (index: number) => number): CodeTree {
  // A full tree has one node less than leaves.
  const tree = new Int16Array(2 * Math.max(1, codes.length - 1));
  let nodes = 1;
  for (const [index, code] of codes.entries()) {
    let node = 0;
    for (const [depth, bit] of [...code].entries()) {
      const at = 2 * node + (bit === '1' ? 1 : 0);
      if (depth === code.length - 1) tree[at] = leafOf(symbolAt(index));
      else {
        if (tree[at] === 0) {
          tree[at] = nodes;
          nodes += 1;
        }
        node = tree[at] ?? 0;
      }
    }
  }
  return tree;
}

const codesIn = (text: string): readonly string[] => text.trim().split(/\s+/u);

function pairTreeOf(text: string): CodeTree {
  const codes = codesIn(text);
  const sizes = Math.sqrt(codes.length);
  return treeOf(codes, (index) => Math.floor(index / sizes) | ((index % sizes) << 4));
}

/** Table 0 has no codes: both sizes of each pair are 0. */
const zeros = Int16Array.of(0, 0);
const ownTrees = new Map(
  Object.entries(pairCodes).map(([table, text]) => [Number(table), pairTreeOf(text)]),
);
/** From table 16 on, eight tables each differ in how many bits follow upon a size of 15. */
const tableWithCodes = (table: number): number => (table < 16 ? table : table < 24 ? 16 : 24);

/** Of pairs of sizes, by the number of the table: the first size in the low four bits of a symbol. */
export const pairTrees: readonly CodeTree[] = Array.from(
  { length: 32 },
  (_, table) => ownTrees.get(tableWithCodes(table)) ?? zeros,
);
export const isEmptyTable = (tree: CodeTree): boolean => tree === zeros;

/** How many bits follow upon a size of 15, by the number of the table. */
export const extraBits = [
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 6, 8, 10, 13, 4, 5, 6, 7, 8, 9, 11,
  13,
] as const;

/** Of fours of at most one: the first of them in the highest of four bits. */
export const quadTrees = [
  treeOf(codesIn(quadCodes[0]), (index) => index),
  treeOf(codesIn(quadCodes[1]), (index) => index),
] as const;
