/**
 * The simulated feed is what a person has been told: rows with ordinals, a log of them, and a
 * device that reads the log in pages. It models the change log as far as marks depend on it.
 */
import { runSetOf, type RunSet } from '#shared/marks/run-set.ts';

interface LogEntry {
  readonly ordinal: number;
  readonly op: 'told' | 'gone';
}

export interface LatePush {
  readonly epoch: string;
  readonly seq: number;
  readonly ordinal: number;
}

export interface FeedBackup {
  readonly log: readonly LogEntry[];
  readonly head: number;
}

export class SimulatedFeed {
  log: readonly LogEntry[] = [];
  head = 0;
  /** Every ordinal ever given, across all restores. */
  readonly given = new Set<number>();

  get live(): ReadonlySet<number> {
    const live = new Set<number>();
    for (const { ordinal, op } of this.log) {
      if (op === 'told') live.add(ordinal);
      else live.delete(ordinal);
    }
    return live;
  }

  tell(): number {
    this.head += 1;
    if (this.given.has(this.head)) throw new Error(`Ordinal ${this.head} is given twice`);
    this.given.add(this.head);
    this.log = [...this.log, { ordinal: this.head, op: 'told' }];
    return this.head;
  }

  /** The row asks for attention again: a new ordinal, the old one is dead. */
  escalate(ordinal: number): void {
    this.log = [...this.log, { ordinal, op: 'gone' }];
    this.tell();
  }

  backUp(): FeedBackup {
    return { log: this.log, head: this.head };
  }

  /** @param floor above all that can have been given since the backup */
  restore({ log, head }: FeedBackup, floor: number): void {
    this.log = log;
    this.head = Math.max(head, floor - 1);
  }
}

/** Holds what one device has of it. */
export class HeldFeed {
  #epoch = '';
  #cursor = 0;
  complete = 0;
  readonly #live = new Set<number>();
  /** Rows met in this epoch, while those of the one before are still held. */
  #met: Set<number> | null = null;

  get live(): RunSet {
    return runSetOf(this.#live);
  }

  /** @param skips whether the cursor passes an entry unread, as it never must */
  pull(feed: SimulatedFeed, epoch: string, limit: number, skips = false): void {
    if (epoch !== this.#epoch) [this.#epoch, this.#cursor, this.#met] = [epoch, 0, new Set()];
    const page = feed.log.slice(this.#cursor, this.#cursor + limit);
    for (const { ordinal, op } of skips ? page.slice(0, -1) : page) {
      if (op === 'gone') this.#live.delete(ordinal);
      else this.#live.add(ordinal);
      if (op === 'told') this.#met?.add(ordinal);
    }
    this.#cursor += page.length;
    if (this.#cursor < feed.log.length) return;
    for (const ordinal of this.#met ? this.#live : []) {
      if (!this.#met?.has(ordinal)) this.#live.delete(ordinal);
    }
    this.#met = null;
    this.complete = Math.max(this.complete, feed.head);
  }

  /** A row that comes by push, before its page. */
  push({ epoch, seq, ordinal }: LatePush): void {
    if (epoch !== this.#epoch || seq <= this.#cursor) return;
    this.#live.add(ordinal);
  }
}
