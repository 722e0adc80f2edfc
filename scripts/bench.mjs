/**
 * `npm run bench [-- NAME …]`: measures what the product promises in numbers, against bounds, and writes
 * what it found into the project. A bound is a ratio to something measured in the same run wherever it
 * can be, so that a slow machine fails nobody; the absolute is told beside.
 */
import './supported-node.mjs';
import { benches } from '../tests/bench/benches.ts';
import { installReferences } from '../tests/bench/references.ts';
import { keep } from '../tests/bench/report.ts';

const named = process.argv.slice(2);
const unknown = named.filter((name) => !benches.some((bench) => bench.name === name));
if (unknown.length > 0) {
  const names = benches.map(({ name }) => name).join(', ');
  console.error(`There is no bench ${unknown.join(', ')}. There are: ${names}.`);
  process.exit(2);
}

const isAsked = ({ name, isLong }) => (named.length > 0 ? named.includes(name) : !isLong);
let isKept = true;
for (const { name, compares, run } of benches.filter(isAsked)) {
  if (compares) installReferences(console.log);
  const section = await run();
  const { title, table, bounds } = section;
  console.log(`\n${title}`);
  if (table) for (const row of [table.head, ...table.rows]) console.log(`  ${row.join(' | ')}`);
  for (const bound of bounds) console.log(`${bound.isKept ? '✓' : '✗'} ${bound.words}`);
  isKept &&= bounds.every((bound) => bound.isKept);
  await keep(name, section);
}
process.exitCode = isKept ? 0 : 1;
