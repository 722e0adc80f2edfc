/**
 * The long proof that nothing acknowledged is ever lost: the server is killed a hundred times, at any
 * moment, until it has acknowledged a hundred thousand updates; then it is watched at its system calls.
 * Takes some minutes.
 *
 *   npm run prove:durability [kills] [acknowledged] [seed]
 */
import { runKillLoop } from '../tests/durability/kill-loop.ts';
import { traceAcknowledgements } from '../tests/durability/trace.ts';

const kills = Number(process.argv[2] ?? 100);
const acknowledged = Number(process.argv[3] ?? 100_000);
const seed = Number(process.argv[4] ?? Date.now() % 2 ** 31);
if (![kills, acknowledged, seed].every(Number.isInteger) || kills < 1) {
  console.error('Usage: npm run prove:durability [kills] [acknowledged] [seed]');
  process.exit(2);
}

console.log(`Killing the server ${kills} times or more, seed ${seed}.`);
const done = await runKillLoop({ kills, acknowledged, seed, report: console.log });
for (const loss of done.losses) console.error(`LOST ${loss}`);
console.log(
  `${done.kills} kills, ${done.acknowledged} acknowledged updates, ${done.losses.length} losses.`,
);

const trace = await traceAcknowledgements();
if (trace === null) {
  console.log('The order of sync and acknowledgement was not watched: strace is missing here.');
} else {
  for (const fault of trace.faults) console.error(`EARLY ${fault}`);
  const { acknowledgements, syncs, faults } = trace;
  console.log(
    `${acknowledgements} acknowledgements after ${syncs} syncs of the log, ${faults.length} too early.`,
  );
}
process.exit(done.losses.length > 0 || (trace?.faults.length ?? 0) > 0 ? 1 : 0);
