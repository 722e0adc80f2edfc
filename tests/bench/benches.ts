/** This file lists every bench by name, in the order of a whole run; long ones run when named. */
import { churn } from './churn.ts';
import { compare } from './compare.ts';
import { crowd } from './crowd.ts';
import { drain } from './drain.ts';
import { drainPage } from './drain-page.ts';
import { encodings } from './encodings.ts';
import { hostileInputs } from './hostile-inputs.ts';
import { openMarksDatabase } from '../simulation/marks/marks-rows.ts';
import { liveYear, usualHabits, type YearFigures } from '../simulation/marks/user-year.ts';
import type { Bound, Section } from './report.ts';
import { neighboursBench } from './neighbours.ts';
import { few, many, screen } from './screen.ts';
import { timers } from './timers-bench.ts';
import { transfers } from './transfers.ts';

export interface Bench {
  readonly name: string;
  readonly isLong?: boolean;
  /** Whether it needs the servers to compare with. */
  readonly compares?: boolean;
  run(): Promise<Section>;
}

/** A command must reach this share of the synced transactions that the disk could take. */
const drainShareLeast = 0.1;
/** Ten thousand at once, and nobody else waits for them. */
const timersSecondsMost = 10;
/** So many a second must leave a browser's outbox, with the page that shows them open. */
const drainedLeast = 300;
const answersMsMost = 200;
const markedAllBytesMost = 100;
const yearBytesMost = 64 * 1_024;

async function drainSection(): Promise<Section> {
  const { commands, perSecond, syncsPerSecond } = await drain();
  const share = perSecond / syncsPerSecond;
  const words =
    `${commands} waiting commands are decided at ${perSecond}/s, ` +
    `${Math.round(share * 100)} % of the ${syncsPerSecond}/s synced transactions of this disk ` +
    `(at least ${drainShareLeast * 100} %)`;
  return {
    title: 'A day offline',
    about: 'A thousand commands that waited on a device, sent in order to a server on a file.',
    table: null,
    bounds: [{ words, isKept: share >= drainShareLeast }],
    plot: null,
  };
}

async function pageSection(): Promise<Section> {
  const bounds: Bound[] = [];
  for (const shown of ['list', 'track'] as const) {
    const { commands, perSecond, longestMs } = await drainPage(shown);
    const words =
      `${commands} commands leave a browser at ${perSecond}/s (at least ${drainedLeast}) with the ` +
      `${shown} open; its longest task takes ${longestMs} ms (at most ${answersMsMost})`;
    bounds.push({ words, isKept: perSecond >= drainedLeast && longestMs <= answersMsMost });
  }
  return {
    title: 'A day offline, in the browser',
    about: 'As many commands that waited in the outbox of a page that somebody looks at meanwhile.',
    table: null,
    bounds,
    plot: null,
  };
}

/** People take this for at once, on two cores that do nothing else. */
const screenMsMost = { firstPaint: 600, firstRows: 900, panel: 300, gesture: 50 } as const;

async function screenSection(): Promise<Section> {
  const { firstPaintMs, firstRowsMs, panelMs, dismissMs, markAllMs, diskMs } = await screen();
  const held = many.toLocaleString('en');
  const bound = (what: string, ms: number, most: number): Bound => ({
    words: `${what} after ${ms} ms (at most ${most})`,
    isKept: ms <= most,
  });
  return {
    title: 'On screen',
    about:
      'A new browser process on a device, the server gone, nothing in the HTTP cache; then the gestures ' +
      `with ${held} notifications held. One row takes the disk ${diskMs} ms.`,
    table: null,
    bounds: [
      bound('The first picture is there', firstPaintMs, screenMsMost.firstPaint),
      bound(`The feed of ${few} is there`, firstRowsMs, screenMsMost.firstRows),
      bound(`The panel of ${held} is open`, panelMs, screenMsMost.panel),
      bound('A dismissal is on screen', dismissMs, screenMsMost.gesture),
      bound(`All ${held} are read`, markAllMs, screenMsMost.gesture),
    ],
    plot: null,
  };
}

async function timersSection(): Promise<Section> {
  const { timers: count, seconds, busyMs, idleMs } = await timers();
  const words =
    `${count} timers due at once are told in ${seconds} s (at most ${timersSecondsMost}); ` +
    `a command takes ${busyMs} ms meanwhile, ${idleMs} ms else (95th)`;
  return {
    title: 'Ten thousand timers',
    about: 'As many reminders due in the same moment, while somebody else goes on working.',
    table: null,
    bounds: [{ words, isKept: seconds <= timersSecondsMost }],
    plot: null,
  };
}

async function marksSection(): Promise<Section> {
  const figures = encodings();
  const markedAll = figures.find(({ name }) => name.startsWith('runs: all'));
  const bytes = markedAll?.bytes ?? Infinity;
  const { acts, sessions, renewals, end, most } = await userYear();
  const size = (count: number) => count.toLocaleString('en');
  return {
    title: 'What marks weigh',
    about:
      'One person’s marks in the ways a Yjs app might keep them, and in runs, as ours does. The year is ' +
      `lived through sessions, server and storage of the product: ${size(acts)} acts on 14,600 ` +
      `notifications in ${size(sessions)} sessions of three devices; the document begins anew ` +
      `${renewals} times.`,
    table: {
      head: ['kept as', 'bytes of the document', 'loaded in, ms'],
      rows: [
        ...figures.map(({ name, bytes: held, loadMs }) => [name, size(held), loadMs.toFixed(1)]),
        ['runs: at the end of a year of use', size(end.bytes), end.loadMs.toFixed(1)],
        ['runs: the most in that year', size(most.bytes), most.loadMs.toFixed(1)],
      ],
    },
    bounds: [
      {
        words: `100,000 marked at once are ${bytes} bytes (less than ${markedAllBytesMost})`,
        isKept: bytes < markedAllBytesMost,
      },
      {
        words:
          `A year of use is at most ${size(most.bytes)} bytes (at most ${size(yearBytesMost)}), ` +
          `its state vector ${size(most.vectorBytes)}`,
        isKept: most.bytes <= yearBytesMost,
      },
    ],
    plot: null,
  };
}

async function userYear(): Promise<YearFigures> {
  const database = await openMarksDatabase();
  try {
    return await liveYear(usualHabits, 7, database);
  } finally {
    await database.close();
  }
}

export const benches: readonly Bench[] = [
  { name: 'drain', run: drainSection },
  { name: 'page', run: pageSection },
  { name: 'screen', run: screenSection },
  { name: 'timers', run: timersSection },
  { name: 'marks', run: marksSection },
  { name: 'inputs', run: hostileInputs },
  { name: 'neighbours', run: neighboursBench },
  { name: 'files', run: transfers },
  { name: 'hostile', run: crowd },
  { name: 'compare', compares: true, run: compare },
  { name: 'churn', isLong: true, run: churn },
];
