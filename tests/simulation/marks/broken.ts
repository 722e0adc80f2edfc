/** A run may break these rules of marks, each by putting something else in a part's place. */
import type { Said } from '#lib/storage/marks-disk.ts';
import { emptyMarks, joinMarks, type Marks } from '#shared/marks/marks.ts';
import { restrictLane, type Lane, type LaneRun } from '#shared/marks/lane.ts';
import type { HeldRecord, Stamping } from '#shared/marks/restamp.ts';
import type { RunSet } from '#shared/marks/run-set.ts';
import type { MarksStore } from '../../../sync-server/storage/marks-store.ts';
import type { SocketRequest } from '../../../sync-server/transport/socket/admission.ts';
import type { CompactionAnswer } from '../../../sync-server/marks/compact-document.ts';
import type { MemoryMarks, TabDisk } from './memory-marks-disk.ts';
import { withoutDismissed, withoutForeign } from './broken-documents.ts';

export interface ServerBreak {
  readonly store?: (store: MarksStore) => MarksStore;
  readonly asked?: (asked: SocketRequest) => SocketRequest;
  readonly compacted?: (answer: CompactionAnswer) => CompactionAnswer;
  readonly keepsEpoch?: boolean;
  /** Takes what was said for any time. */
  readonly takesAll?: boolean;
  /** Loses the last group when the process is killed, as if acknowledged before it was written. */
  readonly losesLastGroup?: boolean;
}

export interface MarksBreak {
  readonly server?: ServerBreak;
  readonly disk?: (disk: TabDisk, memory: MemoryMarks) => TabDisk;
  /** Says what a mark-all is told was received, where the server stands at `head`. */
  readonly received?: (
    held: { complete: number; live: RunSet },
    head: number,
  ) => {
    complete: number;
    live: RunSet;
  };
  readonly skipsEntries?: boolean;
  readonly reusesOrdinals?: boolean;
}

const sum = (a: Lane, b: Lane): Lane => {
  const onBoth = restrictLane(
    a,
    b.map(([from, to]) => [from, to] as const),
  );
  const added = onBoth.flatMap(([from, to, value]) =>
    restrictLane(b, [[from, to]]).map(([start, end, other]): LaneRun => [
      start,
      end,
      value === other ? value : value + other,
    ]),
  );
  return added;
};
const sumMarks = (a: Marks, b: Marks): Marks =>
  joinMarks(joinMarks(a, b), {
    read: sum(a.read, b.read),
    dismissed: sum(a.dismissed, b.dismissed),
  });

/** Everything a disk does, with some of it done otherwise. */
const instead =
  (change: (disk: TabDisk, memory: MemoryMarks) => Partial<TabDisk>) =>
  (disk: TabDisk, memory: MemoryMarks): TabDisk => ({ ...disk, ...change(disk, memory) });

/** Forgets how acts were stamped, before they are stamped anew. */
const restampingAs = (change: (unsent: Stamping) => Stamping) =>
  instead((disk, memory) => ({
    restamp(...asked) {
      const records = [...memory.held.records].map(([id, record]): [string, HeldRecord] => [
        id,
        record.unsent ? { ...record, unsent: change(record.unsent) } : record,
      ]);
      memory.put({ records: new Map(records) });
      return disk.restamp(...asked);
    },
  }));

export const brokenMarksRules: readonly { readonly rule: string; readonly breaks: MarksBreak }[] = [
  {
    rule: 'lanes join by the maximum, not by the sum',
    breaks: {
      disk: instead((disk, memory) => ({
        join: (said: Said) =>
          disk.join({ ...said, marks: sumMarks(said.marks, memory.held.lanes) }),
      })),
    },
  },
  {
    rule: 'mark all takes what was received, not what the server has',
    breaks: { received: (held, head) => ({ ...held, complete: head }) },
  },
  {
    rule: 'nothing is acknowledged before its commit',
    breaks: { server: { losesLastGroup: true } },
  },
  { rule: 'a cursor skips nothing', breaks: { skipsEntries: true } },
  {
    rule: 'an undo stands just above its act, not above all',
    breaks: {
      disk: instead((disk, memory) => ({
        undo: async (id) => {
          const record = memory.held.records.get(id);
          if (!record) return;
          const later = { ...record, id: `${id}later`, stamp: memory.held.seen + 2 };
          memory.put({ records: new Map([...memory.held.records, [later.id, later]]) });
          await disk.undo(later.id);
          const { records } = memory.held;
          memory.put({ records: new Map([...records].filter(([key]) => key !== later.id)) });
        },
      })),
    },
  },
  {
    rule: 'an undo touches what its act changed',
    breaks: {
      disk: instead((disk, memory) => ({
        undo: async (id) => {
          const record = memory.held.records.get(id);
          if (!record) return;
          const wide = { ...record, changed: [[1, 9]] as const };
          memory.put({ records: new Map([...memory.held.records, [id, wide]]) });
          await disk.undo(id);
          memory.put({ records: new Map([...memory.held.records, [id, record]]) });
        },
      })),
    },
  },
  {
    rule: 'a stamp is above all that was seen',
    breaks: {
      disk: instead((disk) => ({
        act: (now, perform) =>
          disk.act(now, (marks, context) => perform(marks, { ...context, seen: 0 })),
      })),
    },
  },
  {
    rule: 'an act is on the disk when it counts',
    breaks: {
      disk: instead((disk, memory) => ({
        act: async (now, perform) => {
          const { lanes } = memory.held;
          const record = await disk.act(now, perform);
          if (record && record.stamp % 16 === 0) memory.put({ lanes });
          return record;
        },
      })),
    },
  },
  {
    rule: 'what was acknowledged counts for one epoch',
    breaks: {
      disk: instead((disk, memory) => ({
        greet: async (epoch, generation) => {
          const { durable } = memory.held;
          await disk.greet(epoch, generation);
          memory.put({ durable });
        },
      })),
    },
  },
  {
    rule: 'a document is dropped with everything said in it kept',
    breaks: {
      disk: instead((disk, memory) => ({
        dropDocument: async (said, carried) => {
          const { durable } = memory.held;
          await disk.dropDocument(said, carried);
          memory.put({ lanes: durable });
        },
      })),
    },
  },
  {
    rule: 'who has lost the lead leaves the document alone',
    breaks: {
      disk: instead((disk, memory) => ({
        dropDocument: async (said, carried) => {
          await disk.dropDocument(said, carried);
          memory.put({ updates: [], durable: emptyMarks, generation: null });
        },
      })),
    },
  },
  {
    rule: 'what nobody can read goes along with a device',
    breaks: { disk: instead((disk) => ({ dropDocument: (said) => disk.dropDocument(said, []) })) },
  },
  {
    rule: 'what nobody can read goes along with a generation',
    breaks: { server: { compacted: withoutForeign } },
  },
  {
    rule: 'a new generation says the same as the one before',
    breaks: { server: { compacted: withoutDismissed } },
  },
  {
    rule: 'a new generation takes the place of exactly what it was made from',
    breaks: {
      server: {
        store: (store) => ({
          ...store,
          renew: async (userId, generation, _seq, renewal, at) => {
            const { seq } = await store.load(userId);
            return store.renew(userId, generation, seq, renewal, at);
          },
        }),
      },
    },
  },
  {
    rule: 'a request names its account',
    breaks: { server: { asked: (asked) => ({ ...asked, account: null }) } },
  },
  {
    rule: 'the server takes nothing of a later time than it is',
    breaks: { server: { takesAll: true } },
  },
  {
    rule: 'an act that is stamped anew stays above what was seen',
    breaks: { disk: restampingAs((unsent) => ({ ...unsent, over: 0 })) },
  },
  {
    rule: 'an act that is stamped anew is dated by when it was',
    breaks: { disk: restampingAs((unsent) => ({ ...unsent, at: Number.MAX_SAFE_INTEGER })) },
  },
  { rule: 'a restore begins a new epoch', breaks: { server: { keepsEpoch: true } } },
  { rule: 'no ordinal is given twice', breaks: { reusesOrdinals: true } },
];
