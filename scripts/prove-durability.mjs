/**
 * The long proof that nothing acknowledged is ever lost: the server is killed a hundred times right
 * after an acknowledgement, then watched at its system calls. Takes some minutes.
 *
 *   npm run prove:durability [kills] [seed]
 */
import { runKillLoop } from '../tests/durability/kill-loop.ts';
import { traceAcknowledgements } from '../tests/durability/trace.ts';

const kills = Number(process.argv[2] ?? 100);
const seed = Number(process.argv[3] ?? Date.now() % 2 ** 31);
if (!Number.isInteger(kills) || kills < 1 || !Number.isInteger(seed)) {
  console.error('Usage: npm run prove:durability [kills] [seed]');
  process.exit(2);
}

console.log(`Killing the server ${kills} times, seed ${seed}.`);
const { acknowledged, losses } = await runKillLoop({ kills, seed, report: console.log });
for (const loss of losses) console.error(`LOST ${loss}`);
console.log(`${kills} kills, ${acknowledged} acknowledged updates, ${losses.length} losses.`);

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
process.exit(losses.length > 0 || (trace?.faults.length ?? 0) > 0 ? 1 : 0);
