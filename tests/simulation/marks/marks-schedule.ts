/**
 * This is one schedule of the marks simulation: two people, one with three devices, on the server
 * of the product; what they do, and how lines, tabs, clocks, disks and the server fail. Every event
 * is drawn from the seed and its own number, so that a schedule can be run without some of its
 * events.
 */
import { createRandom, type Random } from '#shared/base/random.ts';
import { second } from '#shared/base/time.ts';
import { newestOrdinals, runSetOf, runSetSize } from '#shared/marks/run-set.ts';
import type { SqliteDatabase } from '../../../sync-server/storage/sql/sqlite-database.ts';
import type { MarksBreak } from './broken.ts';
import { disturbances, marksFaults, type FaultCounts, type MarksFault } from './marks-faults.ts';
import { checkAlways, checkFinally } from './marks-invariants.ts';
import { Person, type Device, type MarksWorld } from './marks-person.ts';
import { MarksServer } from './marks-server.ts';
import type { FeedBackup } from './simulated-feed.ts';
import { TabGone } from './memory-marks-disk.ts';

const eventsPerSchedule = 200;
/** Far more than an exchange takes. */
const turnsMost = 200;
const start = Date.UTC(2026, 10, 24);
let schedules = 0;

export interface Run {
  readonly seed: number;
  readonly faults?: FaultCounts;
  readonly breaks?: MarksBreak;
  /** The server is one of before until then, and took what was said of any time. */
  readonly newServerAt?: number;
  /** Only these events happen; all where it is missing. */
  readonly only?: ReadonlySet<number>;
  /** Hears what each event did. */
  readonly log?: (event: number, what: string) => void;
}

/** Beside what the server has kept. */
interface Backup {
  readonly feeds: readonly FeedBackup[];
  times: number;
}

/** Lets what was begun in this step go on, and nothing of the next. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export class MarksSchedule {
  readonly run: Run;
  readonly server: MarksServer;
  readonly people: readonly Person[];
  readonly owner: Person;
  /** Whose tab is beside the first device's, in the same browser. */
  readonly guest: Person;
  readonly backups: Backup[] = [];
  #random: Random;
  #now = start;
  #numbers = 1;
  #what = '';

  private constructor(run: Run, database: SqliteDatabase) {
    this.run = run;
    this.#random = createRandom(run.seed);
    schedules += 1;
    const ids = ['ana', 'ben'].map((name) => `${name}-${schedules}`);
    const clock = { now: () => this.#now };
    const breaks = run.breaks ?? {};
    this.server = new MarksServer(
      database,
      ids,
      clock,
      () => `generation-${this.number()}`,
      breaks.server ?? {},
    );
    const world: MarksWorld = { server: this.server, clock, breaks, number: () => this.number() };
    this.owner = new Person(ids[0] ?? '', 3, world);
    this.guest = new Person(ids[1] ?? '', 1, world);
    this.people = [this.owner, this.guest];
    if (run.newServerAt === undefined) return;
    this.server.takesAll = true;
    for (const { oracle } of this.people) oracle.mayBeAhead = true;
  }

  /** @throws where an invariant does not hold */
  static async run(run: Run, database: SqliteDatabase): Promise<void> {
    const schedule = new MarksSchedule(run, database);
    try {
      for (let event = 0; event < eventsPerSchedule; event += 1) {
        if (event === run.newServerAt) schedule.server.takesAll = false;
        if (!run.only || run.only.has(event)) await schedule.#step(event);
      }
      await schedule.#settle();
      await checkFinally(schedule);
    } finally {
      await schedule.#end();
    }
  }

  get random(): Random {
    return this.#random;
  }

  get now(): number {
    return this.#now;
  }

  number(): number {
    this.#numbers += 1;
    // Spread, as the larger id wins where Yjs decides.
    return ((this.#numbers * 2_654_435_761) % 2 ** 31) + 1;
  }

  pass(ms: number): void {
    this.#now += ms;
  }

  hit(fault: MarksFault): void {
    this.#what += ` [${fault}]`;
    const { faults } = this.run;
    faults?.set(fault, (faults.get(fault) ?? 0) + 1);
  }

  device(): Device {
    const { devices } = this.#random.int(8) === 0 ? this.guest : this.owner;
    return this.#random.pick(devices);
  }

  async #step(event: number): Promise<void> {
    this.#random = createRandom(Math.imul(this.run.seed, 1_000_003) + event);
    this.#what = '';
    this.pass(1 + this.#random.int(20 * second));
    const device = this.device();
    const dice = this.#random.int(100);
    if (dice < 24) await this.#act(device);
    else if (dice < 56) await this.#carry(device);
    else if (dice < 62) this.#tell(device.person);
    else if (dice < 72) await this.#pull(device);
    else await this.#random.pick(disturbances)(this, device);
    for (let turns = this.#random.int(4); turns > 0; turns -= 1) await turn();
    this.run.log?.(event, `${device.name}${this.#what}`);
    if (event % 10 === 0) await checkAlways(this);
  }

  async #act(device: Device): Promise<void> {
    const { acts, feed } = device;
    const held = newestOrdinals(feed.live, runSetSize(feed.live));
    const kind = this.#random.int(12);
    if (kind < 2) return this.#markAll(device);
    if (kind < 5) return this.undo(device);
    if (held.length === 0) return;
    const some = [this.#random.pick(held), this.#random.pick(held)];
    const on = runSetOf(this.#random.int(2) === 0 ? some : some.slice(1));
    const what = this.#random.pick(['markRead', 'markUnread', 'dismiss', 'restore'] as const);
    const covers = new Set(newestOrdinals(on, runSetSize(on)));
    this.#what += ` ${what} ${[...covers].join()}`;
    await this.#witness(
      device,
      () => acts[what](on),
      (ordinal) => covers.has(ordinal),
    );
  }

  #markAll(device: Device): Promise<void> {
    const { complete, live } = device.feed;
    const held = new Set(newestOrdinals(live, runSetSize(live)));
    this.#what += ` markAllRead up to ${complete}`;
    return this.#witness(
      device,
      () => device.acts.markAllRead(),
      (ordinal) => ordinal <= complete || held.has(ordinal),
    );
  }

  /** Waits first for what was begun before: nothing else moves the lanes in between. */
  async #witness(
    device: Device,
    act: () => Promise<string | null>,
    covers: (ordinal: number) => boolean,
  ): Promise<void> {
    const { memory, person, feed } = device;
    await turn();
    const before = memory.held.lanes;
    const own = [...memory.held.records.values()].filter(({ unsent }) => unsent !== undefined);
    const unsent = new Set(own.map(({ stamp }) => stamp));
    await quietly(async () => {
      const held = { complete: feed.complete, live: feed.live };
      const id = await act();
      const record = id === null ? undefined : memory.held.records.get(id);
      const moment = { now: this.#now, skew: device.clockSkew, unsent };
      if (record) person.oracle.acted(before, memory.held.lanes, record, covers, held, moment);
    });
  }

  /** Undoes any act this device knows, of any device. */
  async undo(device: Device, id?: string): Promise<void> {
    const { memory, person } = device;
    const known = [...memory.held.records.values()];
    if (known.length === 0) return;
    const record = id === undefined ? this.#random.pick(known) : memory.held.records.get(id);
    if (!record) return;
    if (record.device !== memory.held.device) this.hit('undone on another device');
    this.#what += ` undo ${record.id}`;
    await turn();
    const { records } = memory.held;
    // Stamped anew meanwhile, it is undone by the name it had.
    const now =
      records.get(record.id) ?? [...records.values()].find(({ was }) => was === record.id);
    if (!now) return;
    const before = memory.held.lanes;
    await quietly(async () => {
      await device.acts.undo(record.id);
      person.oracle.undone(before, memory.held.lanes, now.id);
    });
  }

  /** A few frames, or all there are, each way in its order. */
  async #carry(device: Device): Promise<void> {
    if (device.tab.isGone) device.takeLead();
    const { tab, stale } = device;
    await tab.connect();
    for (let frame = this.#random.pick([2, 5, 20, 20]); frame > 0; frame -= 1) {
      const at = stale && this.#random.int(3) === 0 ? stale : tab;
      if (this.#random.int(2) === 0) at.deliverUp();
      else await quietly(() => at.deliverDown());
      await turn();
    }
  }

  #tell({ feed, pushes, devices }: Person): void {
    for (let left = 1 + this.#random.int(3); left > 0; left -= 1) {
      const ordinal = feed.tell();
      if (this.#random.int(3) > 0) continue;
      const push = { epoch: this.server.epoch, seq: feed.log.length, ordinal };
      pushes.push({ device: this.#random.pick(devices), push });
    }
  }

  /** A page of the log; where the line was quick, it measures how far the clocks are from each other. */
  async #pull({ feed, person, memory, tab, clockSkew }: Device): Promise<void> {
    const limit = this.#random.pick([1, 2, 100]);
    feed.pull(person.feed, this.server.epoch, limit, this.run.breaks?.skipsEntries);
    if (this.#random.int(2) === 0) return;
    memory.put({ offset: -clockSkew });
    await quietly(() => tab.measured(-clockSkew));
  }

  /** Lines, disks and processes are whole again for as long as it takes. */
  async #settle(): Promise<void> {
    this.server.heal();
    const devices = this.people.flatMap((person) => person.devices);
    for (const device of devices) {
      device.cookie = device.person.userId;
      await device.stale?.close();
      device.stale = null;
      // A session that goes on must come to the same as one that begins anew.
      if (this.run.seed % 2 === 0 && !device.tab.isGone) continue;
      await device.tab.close();
      device.takeLead();
    }
    for (let round = 0; round < 5; round += 1) {
      for (const device of devices) {
        device.feed.pull(device.person.feed, this.server.epoch, 1_000);
        device.tab.disconnect(true);
        await this.#exchange(device, devices);
      }
    }
  }

  async #exchange(device: Device, devices: readonly Device[]): Promise<void> {
    let quiet = 0;
    for (let turns = 0; quiet < 3; turns += 1) {
      if (turns > turnsMost) throw new Error(`${device.name} and the server never come to rest`);
      if (!device.tab.isConnected) await device.tab.connect();
      quiet += 1;
      for (const { tab } of devices) {
        for (; tab.waiting.up > 0; quiet = 0) tab.deliverUp();
        for (; tab.waiting.down > 0; quiet = 0) await tab.deliverDown();
      }
      await turn();
    }
  }

  async #end(): Promise<void> {
    for (const { devices } of this.people) {
      for (const { tab, stale } of devices) {
        tab.crash(0);
        stale?.crash(0);
      }
    }
    await this.server.forget();
  }
}

/** A tab that ends in the middle of it is an event like others. */
export async function quietly(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof TabGone)) throw error;
  }
}

export const freshCounts = (): FaultCounts => new Map(marksFaults.map((fault) => [fault, 0]));
