/**
 * This file lives a year of one person with three devices and some sessions a day: what they are
 * told, what they do with it, and what the document weighs after each session. Sessions, acts,
 * rooms, storage and compaction are those of the product; clock, lines and person come from the
 * seed.
 */
import * as Y from 'yjs';
import { createFeedActs } from '#lib/storage/feed-acts.ts';
import type { FeedActs } from '#lib/ports/feed.ts';
import { uuid7 } from '#shared/base/ids.ts';
import { createRandom } from '#shared/base/random.ts';
import { day, hour, second } from '#shared/base/time.ts';
import { feedSets } from '#shared/marks/marks.ts';
import { emptyRunSet, newestOrdinals, runSetOf, type RunSet } from '#shared/marks/run-set.ts';
import type { SqliteDatabase } from '../../../sync-server/storage/sql/sqlite-database.ts';
import { renewalBounds } from '../../../sync-server/marks/compact-document.ts';
import { MarksServer } from './marks-server.ts';
import { turn } from './marks-schedule.ts';
import { Tab } from './marks-tab.ts';
import { MemoryMarks, openMemoryMarks } from './memory-marks-disk.ts';

/** Habits are what a person is like. */
export interface Habits {
  /** The phone was without a network for so long before the first day. */
  readonly daysOffline: number;
  readonly days: number;
  readonly toldADay: number;
  readonly sessionsADay: number;
  /** The days between two "Mark all as read". */
  readonly daysToMarkAll: number;
  /**
   * The share of the rows that is opened one by one, and dismissed one by one; the rest in heaps.
   */
  readonly readSingly: number;
  readonly dismissed: number;
}

/** A busy person who cleans up twice a month. */
export const usualHabits: Habits = {
  daysOffline: 0,
  days: 365,
  toldADay: 40,
  sessionsADay: 6,
  daysToMarkAll: 14,
  readSingly: 0.4,
  dismissed: 0.2,
};

export interface Weight {
  readonly bytes: number;
  readonly vectorBytes: number;
  /** The time it takes to load it anew. */
  readonly loadMs: number;
}

export interface YearFigures {
  readonly told: number;
  readonly acts: number;
  readonly sessions: number;
  readonly renewals: number;
  readonly end: Weight;
  /** The largest after any session, and the largest vector. */
  readonly most: Weight;
}

const start = Date.UTC(2026, 0, 1);
const firstHour = 9;
const wakingMs = 14 * hour;
let years = 0;

interface Session {
  readonly memory: MemoryMarks;
  readonly acts: FeedActs;
}

export async function liveYear(
  habits: Habits,
  seed: number,
  database: SqliteDatabase,
): Promise<YearFigures> {
  years += 1;
  const year = new Year(habits, seed, `year-${years}`, database);
  try {
    const { daysOffline, days } = habits;
    for (let today = 0; today < daysOffline + days; today += 1) await year.day(today);
    return await year.figures();
  } finally {
    await year.end();
  }
}

class Year {
  readonly #habits: Habits;
  readonly #random;
  readonly #userId: string;
  readonly #server: MarksServer;
  readonly #phone = new MemoryMarks(uuid7(start));
  readonly #laptop = new MemoryMarks(uuid7(start + 1));
  readonly #studio = new MemoryMarks(uuid7(start + 2));
  /** The phone most, the machine in the studio now and then. */
  readonly #atHand = [
    this.#phone,
    this.#phone,
    this.#phone,
    this.#laptop,
    this.#laptop,
    this.#studio,
  ];
  #now = start;
  #numbers = 1;
  #told = 0;
  #acts = 0;
  #sessions = 0;
  #most: Weight = { bytes: 0, vectorBytes: 0, loadMs: 0 };

  constructor(habits: Habits, seed: number, userId: string, database: SqliteDatabase) {
    this.#habits = habits;
    this.#random = createRandom(seed);
    this.#userId = userId;
    const clock = { now: () => this.#now };
    const generation = () => `generation-${this.#number()}`;
    this.#server = new MarksServer(database, [userId], clock, generation, {});
  }

  #number(): number {
    this.#numbers += 1;
    return ((this.#numbers * 2_654_435_761) % 2 ** 32) + 1;
  }

  async day(today: number): Promise<void> {
    const { sessionsADay, toldADay, daysToMarkAll, daysOffline } = this.#habits;
    for (let session = 0; session < sessionsADay; session += 1) {
      this.#now = start + today * day + firstHour * hour + (session * wakingMs) / sessionsADay;
      const before = this.#told;
      this.#told = today * toldADay + Math.ceil(((session + 1) * toldADay) / sessionsADay);
      const marksAll = session === sessionsADay - 1 && (today + 1) % daysToMarkAll === 0;
      if (today < daysOffline) await this.#offline(this.#told - before, marksAll);
      else await this.#online(this.#told - before, marksAll);
    }
  }

  async #offline(news: number, marksAll: boolean): Promise<void> {
    const session = this.#open(this.#phone);
    await this.#look(session, news);
    if (marksAll) await this.#do(session.acts.markAllRead());
  }

  async #online(news: number, marksAll: boolean): Promise<void> {
    this.#sessions += 1;
    const { disk, ...session } = this.#open(this.#random.pick(this.#atHand));
    const tab = new Tab({
      account: this.#userId,
      cookie: () => this.#userId,
      disk,
      clock: { now: () => this.#now },
      offset: 0,
      elapsed: () => this.#now,
      server: this.#server,
      newDocument: () => Object.assign(new Y.Doc(), { clientID: this.#number() }),
    });
    await this.#exchange(tab);
    await this.#look(session, news);
    if (marksAll) await this.#do(session.acts.markAllRead());
    await this.#exchange(tab);
    await tab.close();
    await this.#server.flushJournal();
    await this.#weigh();
  }

  #open(memory: MemoryMarks) {
    const disk = openMemoryMarks(memory);
    const received = () => Promise.resolve({ complete: this.#told, live: this.#live });
    const acts = createFeedActs({ disk, received, clock: { now: () => this.#now } });
    return { disk, memory, acts };
  }

  get #live(): RunSet {
    return this.#told === 0 ? [] : [[1, this.#told]];
  }

  /** Deals with about as much as is new, in no order: some of it days later. */
  async #look(session: Session, news: number): Promise<void> {
    const { readSingly, dismissed } = this.#habits;
    const { acts, memory } = session;
    const { unread, all } = feedSets(this.#live, memory.held.lanes);
    for (let left = news; left > 0; left -= 1) {
      const dice = this.#random.next();
      if (dice < readSingly) await this.#do(acts.markRead(this.#some(unread, 1)));
      else if (dice < readSingly + dismissed) await this.#do(acts.dismiss(this.#some(all, 1)));
      else if (this.#random.int(4) === 0) await this.#do(acts.markRead(this.#some(unread, 4)));
      if (this.#random.int(30) === 0) await this.#waver(acts, unread);
    }
  }

  /** Picks some of what the panel shows. */
  #some(rows: RunSet, count: number): RunSet {
    const shown = newestOrdinals(rows, 100);
    if (shown.length === 0) return emptyRunSet;
    return runSetOf(Array.from({ length: count }, () => this.#random.pick(shown)));
  }

  /** Unread again, or a second thought. */
  async #waver(acts: FeedActs, unread: RunSet): Promise<void> {
    if (this.#random.int(2) === 0) {
      await this.#do(acts.markUnread(this.#some(this.#live, 1)));
      return;
    }
    const id = await this.#do(acts.markRead(this.#some(unread, 1)));
    if (id !== null) await acts.undo(id);
  }

  async #do(act: Promise<string | null>): Promise<string | null> {
    const id = await act;
    if (id !== null) this.#acts += 1;
    this.#now += second + this.#random.int(30 * second);
    await turn();
    return id;
  }

  async #exchange(tab: Tab): Promise<void> {
    for (let quiet = 0; quiet < 3; quiet += 1) {
      if (!tab.isConnected) await tab.connect();
      for (; tab.waiting.up > 0; quiet = 0) tab.deliverUp();
      for (; tab.waiting.down > 0; quiet = 0) await tab.deliverDown();
      await turn();
    }
    if (!this.#server.longTails.delete(this.#userId)) return;
    await this.#server.compact(this.#userId, null, renewalBounds);
  }

  async #weigh(): Promise<void> {
    const now = await this.#weight();
    const largest = now.bytes > this.#most.bytes ? now : this.#most;
    const vectorBytes = Math.max(now.vectorBytes, this.#most.vectorBytes);
    this.#most = { ...largest, vectorBytes };
  }

  async #weight(): Promise<Weight> {
    const { doc } = await this.#server.document(this.#userId);
    const update = Y.encodeStateAsUpdate(doc);
    const from = performance.now();
    Y.applyUpdate(new Y.Doc(), update);
    const loadMs = performance.now() - from;
    return { bytes: update.length, vectorBytes: Y.encodeStateVector(doc).length, loadMs };
  }

  async figures(): Promise<YearFigures> {
    return {
      told: this.#told,
      acts: this.#acts,
      sessions: this.#sessions,
      renewals: this.#server.renewals,
      end: await this.#weight(),
      most: this.#most,
    };
  }

  end(): Promise<void> {
    return this.#server.forget();
  }
}
