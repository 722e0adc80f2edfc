/**
 * The marks on this device's disk, as the leader's session uses them: what was said (lanes and act
 * records), what of it the server has, and the document it travels in. Every method is one
 * transaction, so that a tab closed at any moment leaves either before or after. A leader learns late
 * that it has lost the lead; so the disk knows who began last, and nobody else changes the document.
 */
import type { Observable } from '#shared/base/observable.ts';
import type { ActRecord } from '#shared/marks/acts.ts';
import type { Marks } from '#shared/marks/marks.ts';
import type { CarriedEntry } from '#shared/marks/renewal.ts';
import { readMeta, type ActsDatabase } from './acts-database.ts';
import { joinInto, seeMarks } from './write-lanes.ts';
import { live } from './live-query.ts';
import { readLanes } from './read-lanes.ts';

/** All that was said by anybody, as far as it is known here. */
export interface Said {
  readonly marks: Marks;
  readonly records: readonly ActRecord[];
}

/** What a session finds. */
export interface SessionStart {
  readonly device: string;
  readonly epoch: string | null;
  readonly generation: string | null;
  /** Of the document, in order. */
  readonly updates: readonly Uint8Array[];
  /** Of all sessions of this device, the new one too. */
  readonly clients: ReadonlySet<number>;
  /** From the document before, to be put into this one. */
  readonly carried: readonly CarriedEntry[];
}

export interface MarksDisk {
  /**
   * Lists a session's client id, before its first use. The first session begun by this object takes the
   * lead; once another object has taken it, the document is no longer this one's to change.
   */
  begin(client: number): Promise<SessionStart>;
  said(): Observable<Said>;
  /** Joins what others said. */
  join(said: Said): Promise<void>;
  addUpdate(update: Uint8Array): Promise<void>;
  /** Puts one update in the place of all. */
  replaceUpdates(update: Uint8Array): Promise<void>;
  /**
   * Joins what the server has on its disk, unless this device has met another epoch or generation
   * meanwhile: a leader that has lost the lead knows only of the one before.
   */
  joinDurable(marks: Marks, epoch: string | null, generation: string | null): Promise<void>;
  /** Where the server began anew, nothing counts as acknowledged until it says so again. */
  greet(epoch: string, generation: string): Promise<void>;
  /** The document goes; all that was said in it stays, and what nobody here can read is set aside. */
  dropDocument(said: Said, carried: readonly CarriedEntry[]): Promise<void>;
  /** What was set aside is in the document now. */
  forgetCarried(): Promise<void>;
}

export function createMarksDisk(acts: ActsDatabase, report: (error: unknown) => void): MarksDisk {
  const { lanes, durable, records, updates, sessions, carried, meta } = acts;
  let lead: number | undefined;
  /** Within a transaction. */
  const isLeading = async () => (await readMeta(acts)).lead === lead;

  const joinSaid = async (said: Said) => {
    if (await joinInto(lanes, said.marks)) await seeMarks(acts, said.marks);
    const known = new Set(await records.toCollection().primaryKeys());
    await records.bulkPut(said.records.filter(({ id }) => !known.has(id)));
  };

  return {
    async begin(client) {
      const start = await acts.transaction('rw', updates, sessions, carried, meta, async () => {
        const held = await readMeta(acts);
        if (lead === undefined) await meta.put({ ...held, lead: client });
        await sessions.put({ client });
        return {
          device: held.device,
          epoch: held.epoch,
          generation: held.generation,
          updates: (await updates.orderBy('order').toArray()).map(({ update }) => update),
          clients: new Set(await sessions.toCollection().primaryKeys()),
          carried: await carried.toArray(),
        };
      });
      lead ??= client;
      return start;
    },
    said: () =>
      live(
        async () => ({ marks: await readLanes(lanes), records: await records.toArray() }),
        report,
      ),
    join: (said) =>
      acts.transaction('rw', lanes, records, meta, async () => {
        await joinSaid(said);
      }),
    addUpdate: (update) =>
      acts.transaction('rw', updates, meta, async () => {
        if (await isLeading()) await updates.add({ update });
      }),
    replaceUpdates: (update) =>
      acts.transaction('rw', updates, meta, async () => {
        if (!(await isLeading())) return;
        await updates.clear();
        await updates.add({ update });
      }),
    joinDurable: (marks, epoch, generation) =>
      acts.transaction('rw', durable, meta, async () => {
        const met = await readMeta(acts);
        if (met.epoch === epoch && met.generation === generation) await joinInto(durable, marks);
      }),
    greet: (epoch, generation) =>
      acts.transaction('rw', durable, meta, async () => {
        if (!(await isLeading())) return;
        await durable.clear();
        await meta.put({ ...(await readMeta(acts)), epoch, generation });
      }),
    dropDocument: (said, entries) =>
      acts.transaction('rw', [lanes, records, updates, durable, carried, meta], async () => {
        await joinSaid(said);
        if (!(await isLeading())) return;
        await carried.bulkPut([...entries]);
        await updates.clear();
        await durable.clear();
        await meta.put({ ...(await readMeta(acts)), generation: null });
      }),
    forgetCarried: () =>
      acts.transaction('rw', carried, meta, async () => {
        if (await isLeading()) await carried.clear();
      }),
  };
}
