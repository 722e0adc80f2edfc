/**
 * A room is one user's marks document while somebody is connected to it. It owns what is needed to
 * judge updates (index), where the document stands (seq), and who hears of it. An update is judged
 * and counted in at once, stored with its group, then passed on and acknowledged; if storing fails
 * the whole room is given up, because what it counted in is not on disk. Sockets and HTTP requests
 * drive it through `take`, the commit queue from below.
 */
import { err, ok, type Result } from '#shared/base/result.ts';
import type { Heads } from '#shared/protocol/codec.ts';
import { documentBytes } from '#shared/marks/limits.ts';
import { stampMost } from '#shared/marks/stamp.ts';
import type { Clock } from '#shared/base/time.ts';
import type { Clocks, StoredMarks } from '../storage/marks-store.ts';
import { updateFrame } from './binary-frame.ts';
import type { TokenBucket } from '../limits/token-bucket.ts';
import { addStoredUpdate, checkUpdate, type UpdateFault } from './check-update.ts';
import {
  withClocks,
  type CommitFault,
  type CommitOwner,
  type CommitQueue,
  type QueuedUpdate,
} from './commit-queue.ts';
import type { Compacted } from './compaction.ts';
import { DocumentIndex } from './document-index.ts';
import type { SocketSession } from './ports.ts';
import { allUpdates } from './stored-updates.ts';

/** A sender of an update hears once it is on disk. */
export interface Sender {
  acknowledge(clocks: Clocks): void;
  failed(fault: CommitFault): void;
}

export interface Relayed {
  /** The update's number. */
  readonly seq: number;
  /** A whole WebSocket frame, one for all. */
  readonly frame: Buffer;
  /** Has it already. */
  readonly sender: Sender;
}

/** A listener is a connection: it hears every update in order; the pulse keeps it alive. */
export interface Listener extends Sender {
  readonly session: SocketSession;
  /** Hears of updates in order, without gaps, its own among them. */
  relay(updates: readonly Relayed[]): void;
  beat(heads: Heads): void;
  nudge(heads: Heads): void;
  /** Returns for how long the client has given no sign of life. */
  silentMs(now: number): number;
  /** Looks up its session; closes where it is over. */
  checkSession(): Promise<void>;
  /** When the session was last looked up. */
  readonly checkedAt: number;
  /** Reads nothing more; what was sent so far is still stored and acknowledged. */
  stopListening(): void;
  close(code: number, reason: string): void;
  terminate(): void;
}

export interface RoomUpdate extends QueuedUpdate {
  readonly sender: Sender;
}

export interface RoomDeps {
  readonly queue: CommitQueue<RoomUpdate>;
  /** Of a person, whichever rooms they have had. */
  readonly spendingOf: (userId: string) => TokenBucket;
  /** What is said cannot be later than it. */
  readonly clock: Clock;
  /** Hears when the tail has grown so long that it should become a snapshot. */
  onLongTail(userId: string, isUrgent: boolean): void;
  /** Hears when nothing waits for the disk any more. */
  onSettled(room: Room): void;
  /** Hears once, when the room can no longer be used. */
  onDead(room: Room): void;
}

export type TakeFault = UpdateFault | 'document-full' | 'slow-down' | 'wrong-clock';

/** A reader of the whole document merges the tail: a millisecond at this length. */
const longTail = { rows: 64, bytes: 64 * 1_024 } as const;
/** A tail is this long when somebody goes on and on; merging it takes some milliseconds. */
const urgentTail = { rows: 256, bytes: 256 * 1_024 } as const;

export class Room implements CommitOwner<RoomUpdate> {
  readonly userId: string;
  readonly generation: string;
  readonly spending: TokenBucket;
  readonly listeners = new Set<Listener>();
  readonly #deps: RoomDeps;
  readonly #index = new DocumentIndex();
  /** Senders whose updates wait for the disk; those connected are listeners as well. */
  readonly #waiting = new Set<Sender>();
  #isAlive = true;
  #seq: number;
  #pending = 0;
  /** The latest stamp in the document. */
  #latest = 0;
  #snapshotBytes: number;
  #tail = { rows: 0, bytes: 0 };

  constructor(userId: string, stored: StoredMarks, deps: RoomDeps) {
    this.userId = userId;
    this.generation = stored.generation;
    this.spending = deps.spendingOf(userId);
    this.#deps = deps;
    this.#seq = stored.seq;
    this.#snapshotBytes = stored.snapshot?.length ?? 0;
    for (const update of allUpdates(stored)) {
      this.#latest = Math.max(this.#latest, addStoredUpdate(update, this.#index));
    }
    for (const update of stored.tail) this.#countTail(1, update.length);
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  /** Nothing waits for the disk. */
  get isSettled(): boolean {
    return this.#pending === 0;
  }

  /** The number of the last update on disk. */
  get seq(): number {
    return this.#seq;
  }

  /** What reading it whole takes, in bytes. */
  get bytes(): number {
    return this.#snapshotBytes + this.#tail.bytes;
  }

  /** Includes what waits for the disk: a client must not be asked for what it sent already. */
  get clocks(): Clocks {
    return this.#index.clocks();
  }

  /** Judges an update and queues it; the sender hears when it is on disk. */
  take(bytes: Uint8Array, bytesMost: number, sender: Sender): Result<null, TakeFault> {
    if (!this.#isAlive) return err('slow-down');
    const checked = checkUpdate(bytes, this.#index, bytesMost);
    if (!checked.ok) return checked;
    const { clocks, additions, latest } = checked.value;
    if (latest > stampMost(this.#deps.clock.now(), this.#latest)) return err('wrong-clock');
    const size = checked.value.bytes?.length ?? 0;
    if (this.#snapshotBytes + this.#tail.bytes + size > documentBytes) {
      if (this.#tail.rows === 0) return err('document-full');
      this.#deps.onLongTail(this.userId, true);
      return err('slow-down');
    }
    this.#index.add(additions);
    this.#latest = Math.max(this.#latest, latest);
    if (checked.value.bytes) this.#countTail(1, size);
    this.#pending += 1;
    this.#waiting.add(sender);
    this.#deps.queue.push(this, { bytes: checked.value.bytes, clocks, sender });
    return ok(null);
  }

  committed(updates: readonly RoomUpdate[], firstSeq: number): void {
    this.#pending -= updates.length;
    let seq = firstSeq;
    const relayed: Relayed[] = [];
    for (const { bytes, sender } of updates) {
      if (!bytes) continue;
      this.#seq = seq;
      relayed.push({ seq, frame: updateFrame(bytes), sender });
      seq += 1;
    }
    if (relayed.length > 0) for (const listener of this.listeners) listener.relay(relayed);
    for (const [sender, clocks] of reachedBySender(updates)) {
      this.#waiting.delete(sender);
      sender.acknowledge(clocks);
    }
    if (this.#exceeds(longTail)) {
      this.#deps.onLongTail(this.userId, this.#exceeds(urgentTail));
    }
    if (this.isSettled) this.#deps.onSettled(this);
  }

  failed(fault: CommitFault): void {
    if (!this.#isAlive) return;
    this.#isAlive = false;
    for (const told of new Set([...this.listeners, ...this.#waiting])) told.failed(fault);
    this.#deps.onDead(this);
  }

  compacted({ rows, tailBytes, snapshotBytes }: Compacted): void {
    this.#countTail(-rows, -tailBytes);
    this.#snapshotBytes = snapshotBytes;
  }

  #exceeds(most: { readonly rows: number; readonly bytes: number }): boolean {
    return this.#tail.rows > most.rows || this.#tail.bytes > most.bytes;
  }

  #countTail(rows: number, bytes: number): void {
    this.#tail = { rows: this.#tail.rows + rows, bytes: this.#tail.bytes + bytes };
  }
}

/** Gathers the clocks for each sender; mostly there is one, with one update. */
function reachedBySender(
  updates: readonly RoomUpdate[],
): Iterable<readonly [sender: Sender, clocks: Clocks]> {
  const [first, ...more] = updates;
  if (first && more.length === 0) return [[first.sender, first.clocks]];
  const reached = new Map<Sender, Clocks>();
  for (const { sender, clocks } of updates) {
    reached.set(sender, withClocks(reached.get(sender), clocks));
  }
  return reached;
}
