/**
 * This bench sets our server beside those people would otherwise take, in one run on the same load:
 * relaying, resting, and being killed. The bounds are ratios within the run wherever they can be.
 */
import { idle, type IdleFigures } from './idle.ts';
import { killed, type KilledFigures } from './killed.ts';
import { relay, type RelayFigures } from './relay.ts';
import type { Section } from './report.ts';
import { contestants, floor, ours, stockInMemory, type Contestant } from './servers.ts';

/** Ours may take this share of what the reference server takes that stores nothing. */
const cpuShareMost = 0.75;
const idleBytesMost = 35 * 1_024;
const promiseMost = { p50Ms: 5, p99Ms: 60 } as const;

interface Compared {
  readonly contestant: Contestant;
  readonly relayed: RelayFigures;
  readonly idled: IdleFigures;
  /** Null for who keeps nothing and says nothing of it. */
  readonly killed: KilledFigures | null;
}

export async function compare(): Promise<Section> {
  const relayed = await relay(contestants);
  const compared: Compared[] = [];
  for (const contestant of contestants) {
    const figures = relayed.get(contestant);
    if (!figures) throw new Error(`${contestant.name} was not measured`);
    compared.push({
      contestant,
      relayed: figures,
      idled: await idle(contestant),
      killed: contestant === floor ? null : await killed(contestant, Date.now() % 2 ** 31),
    });
  }
  return section(compared);
}

const whole = (value: number) => String(Math.round(value));
const tenths = (value: number | null) => (value === null ? 'none' : value.toFixed(1));
const kibibytes = (bytes: number) => (bytes / 1_024).toFixed(1);
const lostWords = (figures: KilledFigures | null) =>
  figures ? `${figures.lost} of ${figures.promised}` : 'keeps none';

function section(compared: readonly Compared[]): Section {
  return {
    title: 'Beside other servers',
    about:
      'Two hundred people with two devices each, 4,000 updates a second; then as many as it takes; then five thousand people at rest; then five kills in mid-flight. Ours has every update on disk before it says so.',
    table: {
      head: [
        'server',
        'CPU per update, µs',
        'delivery p50 / p99, ms',
        'acknowledged p50 / p99, ms',
        'updates/s at most',
        'KiB per idle connection',
        'acknowledged, then lost by kill -9',
      ],
      rows: compared.map(({ contestant, relayed, idled, killed: lost }) => [
        contestant.name,
        whole(relayed.cpuMicroseconds),
        `${tenths(relayed.deliveryP50Ms)} / ${tenths(relayed.deliveryP99Ms)}`,
        `${tenths(relayed.promiseP50Ms)} / ${tenths(relayed.promiseP99Ms)}`,
        whole(relayed.perSecond),
        kibibytes(idled.rssBytesEach),
        lostWords(lost),
      ]),
    },
    bounds: bounds(compared),
    plot: {
      names: compared.map(({ contestant }) => contestant.name),
      panels: [
        {
          title: 'CPU per update',
          unit: 'µs, less is better',
          values: compared.map(({ relayed }) => relayed.cpuMicroseconds),
          bound: cpuShareMost * of(compared, stockInMemory).relayed.cpuMicroseconds,
        },
        {
          title: 'Idle connection',
          unit: 'KiB, less is better',
          values: compared.map(({ idled }) => idled.rssBytesEach / 1_024),
          bound: idleBytesMost / 1_024,
        },
        {
          title: 'Acknowledged, then lost',
          unit: '% by kill -9',
          values: compared.map(({ killed: lost }) => lost && (lost.lost / lost.promised) * 100),
          bound: null,
        },
      ],
    },
  };
}

function of(compared: readonly Compared[], wanted: Contestant): Compared {
  const found = compared.find(({ contestant }) => contestant === wanted);
  if (!found) throw new Error(`${wanted.name} was not measured`);
  return found;
}

function bounds(compared: readonly Compared[]) {
  const own = of(compared, ours);
  const share = own.relayed.cpuMicroseconds / of(compared, stockInMemory).relayed.cpuMicroseconds;
  const { promiseP50Ms: p50, promiseP99Ms: p99 } = own.relayed;
  return [
    {
      words: `an update is stored and passed on for ${share.toFixed(2)} of the CPU the y-websocket server takes to pass it on (at most ${cpuShareMost})`,
      isKept: share <= cpuShareMost,
    },
    {
      words: `an idle connection takes ${kibibytes(own.idled.rssBytesEach)} KiB (at most ${idleBytesMost / 1_024})`,
      isKept: own.idled.rssBytesEach <= idleBytesMost,
    },
    {
      words: `an update is acknowledged in ${tenths(p50)} ms (p50, at most ${promiseMost.p50Ms}) and ${tenths(p99)} ms (p99, at most ${promiseMost.p99Ms}) at 4,000 a second`,
      isKept: (p50 ?? Infinity) <= promiseMost.p50Ms && (p99 ?? Infinity) <= promiseMost.p99Ms,
    },
    {
      words: `of ${own.killed?.promised ?? 0} acknowledged updates ${own.killed?.lost ?? 0} are lost by ${own.killed?.kills ?? 0} kills (none)`,
      isKept: own.killed !== null && own.killed.lost === 0 && own.killed.promised > 0,
    },
  ];
}
