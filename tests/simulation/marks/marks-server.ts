/**
 * This is the server of the marks simulation: rooms, commit queue, compaction and storage of the
 * product on a real database; the process can be killed around any commit, its disk can fail, and a
 * backup can take the place of what is stored. Sockets are ends that the schedule carries frames
 * between.
 */
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import * as Y from 'yjs';
import { encodeFrame } from '#shared/protocol/codec.ts';
import { day } from '#shared/base/time.ts';
import { closeCodes } from '#shared/workspace/refusals.ts';
import { protocolVersion } from '#shared/protocol/version.ts';
import type { MarksStore } from '../../../sync-server/storage/marks-store.ts';
import { createMarksStoreSqlite } from '../../../sync-server/storage/sql/marks-store-sqlite.ts';
import type { SqliteDatabase } from '../../../sync-server/storage/sql/sqlite-database.ts';
import {
  closingAtRoom,
  closingFor,
  type SocketRequest,
} from '../../../sync-server/transport/socket/admission.ts';
import { createCommitQueue } from '../../../sync-server/marks/commit-queue.ts';
import {
  compactDocument,
  type RenewalBounds,
} from '../../../sync-server/marks/compact-document.ts';
import { compactStored } from '../../../sync-server/marks/compaction.ts';
import type { RoomUpdate } from '../../../sync-server/marks/room.ts';
import { createRoomRegistry, type RoomRegistry } from '../../../sync-server/marks/room-registry.ts';
import { RoomSocket } from '../../../sync-server/transport/socket/room-socket.ts';
import { allUpdates } from '../../../sync-server/marks/stored-updates.ts';
import { checkNothingLost } from './marks-oracle.ts';
import { storedRows, type MarksRows, type StoredRows } from './marks-rows.ts';
import type { ServerEnd } from './server-end.ts';
import type { ServerBreak } from './broken.ts';
import { TokenBucket } from '../../../sync-server/limits/token-bucket.ts';

/** The bounds are so low that a schedule meets new generations. */
const lowBounds: RenewalBounds = { bytes: 300, vectorBytes: 24, shareMost: 1 };

class Killed extends Error {}
class DiskFull extends Error {}

/** A process is what lives between two starts of the server's program. */
interface Process {
  readonly rooms: RoomRegistry;
  readonly ends: Set<ServerEnd>;
  readonly store: MarksStore;
  isDead: boolean;
}

/** A fate is what fails at the next commit. */
export type CommitFate = 'killed before' | 'killed after' | 'disk full';

export class MarksServer {
  readonly #database: SqliteDatabase;
  readonly #rows: StoredRows;
  readonly #clock: { now(): number };
  readonly #broken: ServerBreak;
  readonly #newGeneration: () => string;
  #process: Process;
  #fate: { readonly fate: CommitFate; readonly onMet: () => void } | null = null;
  #epochs = 0;
  /** No group waits for the one before. */
  #pace = 0;
  readonly #backups: MarksRows[] = [];
  #beforeLast: MarksRows | null = null;
  renewals = 0;
  /** As a server of before did, whatever a device said of when. */
  takesAll: boolean;
  /** Whose document waits to be compacted. */
  readonly longTails = new Set<string>();

  constructor(
    database: SqliteDatabase,
    users: readonly string[],
    clock: { now(): number },
    newGeneration: () => string,
    broken: ServerBreak,
  ) {
    this.#database = database;
    this.#rows = storedRows(database, users);
    this.#clock = clock;
    this.#broken = broken;
    this.takesAll = broken.takesAll ?? false;
    this.#newGeneration = newGeneration;
    this.#process = this.#start();
  }

  get epoch(): string {
    return `epoch-${this.#epochs}`;
  }

  #start(): Process {
    const store = this.#storeOf(() => started);
    const started: Process = {
      isDead: false,
      ends: new Set(),
      store,
      rooms: createRoomRegistry({
        store,
        queue: createCommitQueue<RoomUpdate>({
          append: (group) => started.store.append(group),
          now: () => (this.#pace += 1_000),
          onFault: () => undefined,
        }),
        clock: { now: () => this.#clock.now() + (this.takesAll ? 1_000 * day : 0) },
        news: { subscribe: () => () => undefined },
        spendingOf: () => new TokenBucket({ perSecond: 1e12, burst: 1e12 }, 0),
        onLongTail: (userId) => this.longTails.add(userId),
        onNews: () => undefined,
      }),
    };
    return started;
  }

  /** Makes a store that knows only this process: what it knows goes with it. */
  #storeOf(process: () => Process): MarksStore {
    const sound = createMarksStoreSqlite(this.#database, this.#newGeneration);
    const stored = this.#broken.store?.(sound) ?? sound;
    const alive = <T>(work: () => Promise<T>): Promise<T> =>
      process().isDead ? Promise.reject(new Killed()) : work();
    return {
      load: (userId) => alive(() => stored.load(userId)),
      compact: (...args) => alive(() => stored.compact(...args)),
      renew: (...args) => alive(() => stored.renew(...args)),
      flushJournal: () => alive(() => this.#meetFate(stored.flushJournal)),
      append: (group) =>
        alive(() =>
          this.#meetFate(async () => {
            if (this.#broken.losesLastGroup) this.#beforeLast = await this.#rows.copy();
            return await stored.append(group);
          }),
        ),
    };
  }

  async #meetFate<T>(commit: () => Promise<T>): Promise<T> {
    const { fate, onMet } = this.#fate ?? { fate: null };
    this.#fate = null;
    onMet?.();
    if (fate === 'disk full') throw new DiskFull();
    if (fate === 'killed before') this.kill();
    if (fate === 'killed before') throw new Killed();
    const result = await commit();
    if (fate === 'killed after') this.kill();
    if (fate === 'killed after') throw new Killed();
    return result;
  }

  /** Settles, as happens a moment after the first update that waits for it. */
  async flushJournal(): Promise<void> {
    await this.#process.store.flushJournal().catch((error: unknown) => {
      if (!(error instanceof Killed || error instanceof DiskFull)) throw error;
    });
  }

  failNextCommit(fate: CommitFate, onMet: () => void): void {
    this.#fate = { fate, onMet };
  }

  heal(): void {
    this.#fate = null;
  }

  /** The process is gone, all its sockets with it; the next visitor meets a new one. */
  kill(): void {
    const { ends } = this.#process;
    this.#process.isDead = true;
    for (const end of [...ends]) end.terminate();
    this.#process = this.#start();
    // Before anything the new process asks for: the database serves in order.
    if (this.#beforeLast) void this.#rows.putBack(this.#beforeLast);
    this.#beforeLast = null;
  }

  /** Admits as the door does it. */
  async admit(asked: SocketRequest, userId: string | null, end: ServerEnd): Promise<void> {
    const process = this.#process;
    const request = this.#broken.asked?.(asked) ?? asked;
    const closing = closingFor(request, userId === null ? null : { userId });
    if (closing || userId === null) {
      end.close(closing?.code ?? closeCodes.signIn);
      return;
    }
    const use = await process.rooms.acquire(userId).catch((error: unknown) => {
      if (!(error instanceof Killed)) throw error;
      return null;
    });
    if (!use) {
      end.terminate();
      return;
    }
    const late = closingAtRoom(request, use.room);
    if (late || process.isDead || end.readyState !== 1) {
      end.close(late?.code ?? 1006);
      use.release();
      return;
    }
    const { room } = use;
    const listener = new RoomSocket({
      ws: end as unknown as WebSocket,
      connection: end as unknown as Duplex,
      room,
      session: { userId, name: userId, email: `${userId}@x.test`, sessionId: userId },
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      now: () => this.#clock.now(),
      clock: this.#clock,
      wrongClock: closeCodes.wrongClock,
      isSignedIn: async () => true,
      read: () => process.store.load(userId),
    });
    room.listeners.add(listener);
    process.ends.add(end);
    end.once('close', () => {
      room.listeners.delete(listener);
      process.ends.delete(end);
      use.release();
    });
    const { epoch } = this;
    const heads = { epoch, head: 0, ordinalHead: 0, documentSeq: room.seq };
    listener.greet(
      encodeFrame({
        type: 'hello',
        protocol: protocolVersion,
        generation: room.generation,
        ...heads,
        time: this.#clock.now(),
      }),
    );
  }

  /** @param meanwhile happens after the document was read */
  async compact(
    userId: string,
    meanwhile: (() => Promise<void>) | null,
    bounds: RenewalBounds = lowBounds,
  ): Promise<void> {
    const process = this.#process;
    const before = this.renewals;
    let replaced: Y.Doc | undefined;
    await compactStored(
      {
        store: process.store,
        clock: this.#clock,
        run: async (job) => {
          await meanwhile?.();
          replaced = (await this.document(userId)).doc;
          const answer = compactDocument(job);
          return this.#broken.compacted?.(answer) ?? answer;
        },
        onCompacted: (user, compacted) => process.rooms.compacted(user, compacted),
        onRenewed: (user, generation) => {
          this.renewals += 1;
          process.rooms.renewed(user, generation);
        },
        bounds,
      },
      userId,
    ).catch((error: unknown) => {
      if (!(error instanceof Killed)) throw error;
    });
    if (replaced && this.renewals > before) {
      checkNothingLost(replaced, (await this.document(userId)).doc);
    }
  }

  async backUp(): Promise<void> {
    this.#backups.push(await this.#rows.copy());
  }

  async restore(index: number): Promise<void> {
    this.kill();
    const backup = this.#backups[index];
    if (backup) await this.#rows.putBack(backup);
    if (!this.#broken.keepsEpoch) this.#epochs += 1;
  }

  /** Reads what is on the disk now. */
  async document(userId: string): Promise<{ readonly doc: Y.Doc; readonly generation: string }> {
    const stored = await createMarksStoreSqlite(this.#database, this.#newGeneration).load(userId);
    const doc = new Y.Doc();
    for (const update of allUpdates(stored)) Y.applyUpdate(doc, update);
    return { doc, generation: stored.generation };
  }

  async forget(): Promise<void> {
    this.#process.isDead = true;
    for (const end of [...this.#process.ends]) end.terminate();
    await this.#rows.deleteAll();
  }
}
