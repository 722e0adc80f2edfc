/**
 * What the person did on this device: one database per account, with strict durability, because
 * nothing else holds it until the server has acknowledged it. Versions only add.
 */
import { Dexie, type EntityTable } from 'dexie';
import type { KeptText } from '#lib/ports/session.ts';
import { assert } from '#shared/base/assert.ts';
import type { ActRecord } from '#shared/marks/acts.ts';
import type { HeldRecord } from '#shared/marks/restamp.ts';
import type { LaneName } from '#shared/marks/marks.ts';
import type { CarriedEntry } from '#shared/marks/renewal.ts';
import { runSetSize } from '#shared/marks/run-set.ts';
import type { RefusalCode } from '#shared/workspace/refusals.ts';
import type { Command } from '#shared/workspace/commands.ts';
import { calledOffWhenLeft } from './open-transactions.ts';

export interface StoredLane {
  readonly name: LaneName;
  /** `from, to, value` of each run, one after the other: cheap to store, load and compare. */
  readonly runs: Float64Array;
}

export interface OutboxRow {
  /** Order of acting; given by the database. */
  readonly order?: number;
  readonly id: string;
  readonly command: Command;
  /** The version of the track they saw, where another one must refuse it. */
  readonly ifVersion?: number;
  /** This device's clock when the person acted. */
  readonly at: number;
  /**
   * Given when it is made, and only changed where the server knows that it has never run. Null in a row of
   * an app of before, which numbered what it sent: see `nextBatch`.
   */
  readonly n: number | null;
  /** `aside`: the server failed on it too often; it is kept, and sent when the person says so. */
  readonly state: 'waiting' | 'done' | 'refused' | 'aside';
  readonly code?: RefusalCode;
  /** How often in a row the server failed on it. */
  readonly faults?: number;
  /** Once done: it leaves when the cursor has passed here. */
  readonly epoch?: string;
  readonly seq?: number;
}

export interface StoredUpdate {
  readonly order?: number;
  readonly update: Uint8Array;
}

/** Small single values. */
export interface ActsMeta {
  readonly name: 'device';
  readonly device: string;
  /** The largest stamp made or met here. */
  readonly seen: number;
  /** Server's clock minus this device's, ms. */
  readonly offset: number;
  /** The last number that a command was given here, or that the server has heard of. */
  readonly lastN: number;
  /** Of the marks document the updates belong to; null before the first contact. */
  readonly generation: string | null;
  /** What was acknowledged is known for one epoch (and generation) only. */
  readonly epoch: string | null;
  /** Who leads: the first client id of the leader that began last. Missing before the first. */
  readonly lead?: number;
}

export const actsDatabaseName = (userId: string): string => `acts-${userId}`;

/** Open it with `openActsDatabase`; the tables are added by Dexie. */
export class ActsDatabase extends Dexie {
  declare readonly lanes: EntityTable<StoredLane, 'name'>;
  /** What the server has acknowledged as stored, of this epoch and generation. */
  declare readonly durable: EntityTable<StoredLane, 'name'>;
  declare readonly records: EntityTable<HeldRecord, 'id'>;
  declare readonly outbox: EntityTable<OutboxRow, 'order'>;
  /** Client ids of this device's leader sessions, listed before first use. */
  declare readonly sessions: EntityTable<{ readonly client: number }, 'client'>;
  /** Yjs updates of the marks document, in order. */
  declare readonly updates: EntityTable<StoredUpdate, 'order'>;
  /** Of a document that was dropped, what nobody here can read, on its way into the next one. */
  declare readonly carried: EntityTable<CarriedEntry, 'key'>;
  declare readonly meta: EntityTable<ActsMeta, 'name'>;
  /** What is being typed. */
  declare readonly drafts: EntityTable<KeptText, 'place'>;
}

/**
 * @param newDevice an id of this browser profile for this account, each time a database is made: one that
 *   was deleted under the running app is another device, as its numbering is lost
 */
export function openActsDatabase(userId: string, newDevice: () => string): ActsDatabase {
  const db = calledOffWhenLeft(
    new ActsDatabase(actsDatabaseName(userId), {
      chromeTransactionDurability: 'strict',
      // It would show what is not on the disk yet.
      cache: 'disabled',
    }),
  );
  db.version(1).stores({
    lanes: 'name',
    durable: 'name',
    records: 'id, stamp',
    outbox: '++order, &id, state',
    sessions: 'client',
    updates: '++order',
    meta: 'name',
  });
  db.version(2)
    .stores({ carried: 'key' })
    .upgrade(async (tx) => {
      // Records were this device's own, under ids that meant nothing to others.
      const records = tx.table<ActRecord, string>('records');
      const old = await records.toArray();
      await records.clear();
      await records.bulkAdd(
        old.map((record) => ({
          ...record,
          // As act-id.ts has it, which would weigh on the first screen.
          id: `act/${record.device}/${record.stamp.toString(36)}`,
          count: runSetSize(record.changed),
        })),
      );
    });
  db.version(3).stores({ drafts: 'place' });
  db.on('populate', () => db.meta.add(startMeta(newDevice())));
  return db;
}

/** Every reader and writer of it needs it; it is there from the first opening on. */
export async function readMeta(db: ActsDatabase): Promise<ActsMeta> {
  const meta = await db.meta.get('device');
  assert(meta, 'a device has its meta from the first opening on');
  return meta;
}

const startMeta = (device: string): ActsMeta => ({
  name: 'device',
  device,
  seen: 0,
  offset: 0,
  lastN: 0,
  generation: null,
  epoch: null,
});
