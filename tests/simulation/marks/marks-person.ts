/** This is one person in the marks simulation: what they were told, and their devices. */
import * as Y from 'yjs';
import { createFeedActs } from '#lib/storage/feed-acts.ts';
import type { FeedActs } from '#lib/ports/feed.ts';
import { marksMap, parseMarksKey, readDocMarks } from '#shared/marks/doc.ts';
import type { Marks } from '#shared/marks/marks.ts';
import type { MarksBreak } from './broken.ts';
import { MarksOracle } from './marks-oracle.ts';
import type { MarksServer } from './marks-server.ts';
import { Tab } from './marks-tab.ts';
import { MemoryMarks, openMemoryMarks, type TabDisk } from './memory-marks-disk.ts';
import { HeldFeed, SimulatedFeed, type LatePush } from './simulated-feed.ts';

export interface MarksWorld {
  readonly server: MarksServer;
  readonly clock: { now(): number };
  readonly breaks: MarksBreak;
  /** Makes numbers for device and client ids. */
  readonly number: () => number;
}

/** A foreign entry is what a later app has put into the document, and this one must keep. */
export interface ForeignEntry {
  readonly key: string;
  readonly bytes: Uint8Array;
}

export class Device {
  readonly person: Person;
  readonly #world: MarksWorld;
  memory: MemoryMarks;
  feed = new HeldFeed();
  clockSkew = 0;
  /** Whose session the browser's cookie is; null after somebody signed out. */
  cookie: string | null;
  tab: Tab;
  /** A tab that has lost the lead and does not know yet. */
  stale: Tab | null = null;
  acts: FeedActs;
  #disk: TabDisk;
  folds = 0;

  constructor(person: Person, world: MarksWorld) {
    this.person = person;
    this.#world = world;
    this.cookie = person.userId;
    this.memory = new MemoryMarks(`d${world.number().toString(36)}`);
    [this.#disk, this.acts, this.tab] = this.#lead();
  }

  get name(): string {
    return `${this.person.userId}/${this.memory.held.device}`;
  }

  #lead(): [TabDisk, FeedActs, Tab] {
    const { memory } = this;
    const { breaks, clock, number, server } = this.#world;
    const opened = openMemoryMarks(memory);
    const ownClock = { now: () => clock.now() + this.clockSkew };
    memory.onRestamped = (before, after) => {
      const others = this.person.devices.filter((other) => other !== this);
      const held = others.map((other) => other.memory.held.lanes);
      const { offset } = memory.held;
      const moment = { now: clock.now(), skew: this.clockSkew, offset };
      this.person.oracle.restamped(before, after, held, moment);
    };
    const disk = breaks.disk?.(opened, memory) ?? opened;
    if (this.#holdsOldKeys()) this.folds += 1;
    const acts = createFeedActs({
      disk,
      received: () => {
        const held = { complete: this.feed.complete, live: this.feed.live };
        return Promise.resolve(breaks.received?.(held, this.person.feed.head) ?? held);
      },
      clock: ownClock,
    });
    const tab = new Tab({
      account: this.person.userId,
      cookie: () => this.cookie,
      disk,
      clock: ownClock,
      offset: memory.held.offset,
      elapsed: () => clock.now(),
      server,
      newDocument: () => Object.assign(new Y.Doc(), { clientID: number() }),
    });
    return [disk, acts, tab];
  }

  #holdsOldKeys(): boolean {
    const { device } = this.memory.held;
    const keys = [...marksMap(docOf(this.memory)).keys()];
    return keys.some((key) => parseMarksKey(key)?.device === device);
  }

  /** Another tab of this browser leads from now on. */
  takeLead(): void {
    [this.#disk, this.acts, this.tab] = this.#lead();
  }

  crash(steps: number): void {
    this.tab.crash(steps);
    this.#disk.cut(steps);
  }

  /** Evicts: the browser has deleted everything; the person signs in anew. */
  evict(): void {
    this.tab.crash(0);
    this.stale?.crash(0);
    this.stale = null;
    this.memory = new MemoryMarks(`d${this.#world.number().toString(36)}`);
    this.feed = new HeldFeed();
    this.takeLead();
  }
}

export class Person {
  readonly userId: string;
  readonly feed = new SimulatedFeed();
  readonly oracle = new MarksOracle(this.feed.given);
  readonly devices: readonly Device[];
  readonly pushes: { readonly device: Device; readonly push: LatePush }[] = [];
  readonly #world: MarksWorld;
  foreign: readonly ForeignEntry[] = [];

  constructor(userId: string, devices: number, world: MarksWorld) {
    this.userId = userId;
    this.#world = world;
    this.devices = Array.from({ length: devices }, () => new Device(this, world));
  }

  async storedMarks(): Promise<Marks> {
    return readDocMarks((await this.#world.server.document(this.userId)).doc);
  }

  /** A disk was lost: only what some other holds can still be asked for. */
  async forgiveLost(): Promise<void> {
    const { doc } = await this.#world.server.document(this.userId);
    this.oracle.lost([readDocMarks(doc), ...this.devices.map(({ memory }) => memory.held.lanes)]);
    const docs = [doc, ...this.devices.map(({ memory }) => docOf(memory))];
    const isHeld = ({ key }: ForeignEntry) =>
      docs.some((it) => marksMap(it).has(key)) ||
      this.devices.some(({ memory }) => memory.held.carried.has(key));
    this.foreign = this.foreign.filter(isHeld);
  }
}

/** Makes the document as a session would find it. */
export function docOf(memory: MemoryMarks): Y.Doc {
  const doc = new Y.Doc();
  for (const update of memory.held.updates) Y.applyUpdate(doc, update);
  return doc;
}
