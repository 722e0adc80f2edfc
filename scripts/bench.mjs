/**
 * `npm run bench`: measures what the product promises in numbers, against bounds. A bound is a ratio to
 * something measured in the same run, so that a slow machine fails nobody; the absolute is told beside.
 */
import './supported-node.mjs';
import { drain } from '../tests/bench/drain.ts';
import { drainPage } from '../tests/bench/drain-page.ts';
import { timers } from '../tests/bench/timers.ts';

/** Of the synced transactions the disk could take: the rest is what a command costs beside its sync. */
const shareLeast = 0.1;

const { commands, perSecond, syncsPerSecond } = await drain();
const share = perSecond / syncsPerSecond;
const isKept = share >= shareLeast;
console.log(
  `${isKept ? '✓' : '✗'} ${commands} waiting commands are decided at ${perSecond}/s, ` +
    `${Math.round(share * 100)} % of the ${syncsPerSecond}/s synced transactions of this disk ` +
    `(at least ${shareLeast * 100} %)`,
);

/** Ten thousand at once, and nobody else waits for them. */
const timersMostSeconds = 10;
const told = await timers();
const isTold = told.seconds <= timersMostSeconds;
console.log(
  `${isTold ? '✓' : '✗'} ${told.timers} timers due at once are told in ${told.seconds} s ` +
    `(at most ${timersMostSeconds}); a command takes ${told.busyMs} ms meanwhile, ` +
    `${told.idleMs} ms else (95th)`,
);

/** From a browser's outbox, with the page that shows them open. */
const drainedLeast = 300;
const answersMostMs = 200;
let isDrained = true;
for (const shown of ['list', 'track']) {
  const drained = await drainPage(shown);
  const isQuick = drained.perSecond >= drainedLeast && drained.longestMs <= answersMostMs;
  console.log(
    `${isQuick ? '✓' : '✗'} ${drained.commands} commands leave a browser at ${drained.perSecond}/s ` +
      `(at least ${drainedLeast}) with the ${shown} open; its longest task takes ` +
      `${drained.longestMs} ms (at most ${answersMostMs})`,
  );
  isDrained &&= isQuick;
}
process.exitCode = isKept && isTold && isDrained ? 0 : 1;
