/**
 * This is the disk of a simulated device: MarksDisk on plain values, each method whole or not at
 * all. The disk outlives its tabs; a tab sees it through a handle, which can be cut after any step.
 */
import type { ActsDisk } from '#lib/storage/acts-disk.ts';
import type { MarksDisk, Said } from '#lib/storage/marks-disk.ts';
import type { ClockDisk } from '#lib/storage/clock-disk.ts';
import { undoAct } from '#shared/marks/acts.ts';
import { recordsKept } from '#shared/marks/limits.ts';
import { emptyMarks, joinMarks, marksEqual, marksStamp, type Marks } from '#shared/marks/marks.ts';
import { isStored, restamped, type Held, type HeldRecord } from '#shared/marks/restamp.ts';
import type { CarriedEntry } from '#shared/marks/renewal.ts';
import { undoStamp } from '#shared/marks/stamp.ts';

/** Holds what lies on the disk. */
export interface MarksOnDisk {
  readonly device: string;
  readonly seen: number;
  readonly offset: number;
  readonly epoch: string | null;
  readonly generation: string | null;
  readonly lead: number | null;
  readonly lanes: Marks;
  readonly durable: Marks;
  readonly records: ReadonlyMap<string, HeldRecord>;
  readonly clients: ReadonlySet<number>;
  readonly updates: readonly Uint8Array[];
  readonly carried: ReadonlyMap<string, CarriedEntry>;
}

/** The tab is gone: nothing it still wanted was done. */
export class TabGone extends Error {}

export class MemoryMarks {
  #held: MarksOnDisk;
  readonly #watching = new Set<() => void>();
  /** Hears what was stamped anew, and what it was before. */
  onRestamped: (before: Held, after: Held) => void = () => undefined;

  constructor(device: string) {
    this.#held = {
      device,
      seen: 0,
      offset: 0,
      epoch: null,
      generation: null,
      lead: null,
      lanes: emptyMarks,
      durable: emptyMarks,
      records: new Map(),
      clients: new Set(),
      updates: [],
      carried: new Map(),
    };
  }

  get held(): MarksOnDisk {
    return this.#held;
  }

  put(changed: Partial<MarksOnDisk>): void {
    this.#held = { ...this.#held, ...changed };
    if (changed.lanes || changed.records) for (const tell of this.#watching) tell();
  }

  watch(tell: () => void): () => void {
    this.#watching.add(tell);
    return () => this.#watching.delete(tell);
  }
}

export interface TabDisk extends MarksDisk, ActsDisk, ClockDisk {
  /** Cuts the tab off after so many more steps. */
  cut(steps: number): void;
}

export function openMemoryMarks(memory: MemoryMarks): TabDisk {
  let stepsLeft = Number.POSITIVE_INFINITY;
  let lead: number | null = null;
  const step = async <T>(work: (held: MarksOnDisk) => T): Promise<T> => {
    // As a database does: later, and in the order of asking.
    await Promise.resolve();
    if (stepsLeft <= 0) throw new TabGone();
    stepsLeft -= 1;
    return work(memory.held);
  };
  /** Changes the document: nothing of it is done once another has taken the lead. */
  const stepOfLeader = (work: (held: MarksOnDisk) => Partial<MarksOnDisk>) =>
    step((held) => {
      if (held.lead === lead) memory.put(work(held));
    });
  const joinSaid = ({ lanes, records, seen }: MarksOnDisk, said: Said) => {
    const joined = joinMarks(lanes, said.marks);
    const unknown = said.records.filter(({ id }) => !records.has(id));
    const isNew = !marksEqual(joined, lanes);
    return {
      ...(isNew && { lanes: joined, seen: Math.max(seen, marksStamp(said.marks)) }),
      ...(unknown.length > 0 && {
        records: new Map([...records, ...unknown.map((record) => [record.id, record] as const)]),
      }),
    };
  };

  return {
    cut(steps) {
      stepsLeft = steps;
    },
    begin: (client) =>
      step(({ device, epoch, generation, updates, clients, carried }) => {
        const listed = new Set([...clients, client]);
        memory.put({ clients: listed, ...(lead === null && { lead: client }) });
        lead ??= client;
        return {
          device,
          epoch,
          generation,
          updates,
          clients: listed,
          carried: [...carried.values()],
        };
      }),
    said: () => ({
      subscribe(next) {
        let isOver = false;
        let isTelling = false;
        const tell = () => {
          if (isTelling) return;
          isTelling = true;
          void Promise.resolve().then(() => {
            isTelling = false;
            if (isOver || stepsLeft <= 0) return;
            next({ marks: memory.held.lanes, records: [...memory.held.records.values()] });
          });
        };
        tell();
        const leave = memory.watch(tell);
        return () => {
          isOver = true;
          leave();
        };
      },
    }),
    join: (said) => step((held) => memory.put(joinSaid(held, said))),
    addUpdate: (update) => stepOfLeader(({ updates }) => ({ updates: [...updates, update] })),
    replaceUpdates: (update) => stepOfLeader(() => ({ updates: [update] })),
    joinDurable: (marks, epoch, generation) =>
      step(({ durable, ...met }) => {
        if (met.epoch !== epoch || met.generation !== generation) return;
        memory.put({ durable: joinMarks(durable, marks) });
      }),
    greet: (epoch, generation) => stepOfLeader(() => ({ epoch, generation, durable: emptyMarks })),
    dropDocument: (said, entries) =>
      step((held) =>
        memory.put({
          ...joinSaid(held, said),
          ...(held.lead === lead && {
            carried: new Map([...held.carried, ...entries.map((it) => [it.key, it] as const)]),
            updates: [],
            durable: emptyMarks,
            generation: null,
          }),
        }),
      ),
    forgetCarried: () => stepOfLeader(() => ({ carried: new Map() })),
    act: (now, perform) =>
      step(({ device, offset, seen, lanes, records }) => {
        const acted = perform(lanes, { device, now, offset, seen });
        if (!acted) return null;
        const { record, marks } = acted;
        const held: HeldRecord = { ...record, unsent: { at: now, offset, over: seen } };
        const newest = [...records.values(), held]
          .sort((a, b) => b.stamp - a.stamp)
          .filter(({ unsent }, at) => unsent !== undefined || at < recordsKept.count);
        memory.put({
          lanes: marks,
          seen: record.stamp,
          records: new Map(newest.map((kept) => [kept.id, kept])),
        });
        return record;
      }),
    stored: () => step(({ durable }) => durable),
    settle: (stored) =>
      step(({ records }) => {
        const settled = [...records].map(([id, held]): [string, HeldRecord] => {
          const { unsent: _, ...record } = held;
          return [id, isStored(held, stored) ? record : held];
        });
        memory.put({ records: new Map(settled) });
      }),
    restamp: (stored, now, offset) =>
      step((held) => {
        const { device, lanes, records, seen } = held;
        const before = { marks: lanes, records: [...records.values()], seen };
        const after = restamped(before, { device, now, offset, stored });
        memory.put({ offset });
        if (!after) return;
        memory.put({
          lanes: after.marks,
          records: new Map(after.records.map((record) => [record.id, record])),
          seen: after.seen,
        });
        memory.onRestamped(before, after);
      }),
    undo: (id) =>
      step(({ lanes, records, seen }) => {
        const record = records.get(id) ?? [...records.values()].find(({ was }) => was === id);
        if (!record) return;
        memory.put({
          lanes: undoAct(lanes, record),
          seen: Math.max(seen, undoStamp(record.stamp)),
        });
      }),
  };
}
