/**
 * One queue stands in front of the disk: what arrives while a group is being written makes the next
 * group, so a commit costs one sync of the disk however many users wait for it. It owns the order,
 * per user and document that of arrival. Nothing is acknowledged before its commit; a group that
 * fails, fails its owners, and what they still had in the queue is dropped unread, as it builds on
 * what was lost.
 */
import type { AppendOutcome, Clocks, MarksAppend, MarksStore } from '../storage/marks-store.ts';

export interface QueuedUpdate {
  /** Null where there is nothing to store, only to acknowledge in its turn. */
  readonly bytes: Uint8Array | null;
  readonly clocks: Clocks;
}

export type CommitFault = 'other-generation' | 'unavailable';

/** The owner of a document hears of each group once. */
export interface CommitOwner<T extends QueuedUpdate> {
  readonly userId: string;
  readonly generation: string;
  /** Once false, nothing of this owner is stored any more. */
  readonly isAlive: boolean;
  /** @param firstSeq the number of the first update with bytes; the others follow */
  committed(updates: readonly T[], firstSeq: number): void;
  failed(fault: CommitFault): void;
}

export interface CommitQueue<T extends QueuedUpdate> {
  push(owner: CommitOwner<T>, update: T): void;
  /** Resolves when nothing waits or is being stored any more. */
  whenIdle(): Promise<void>;
}

/** Bounds the time other writers wait for one group. */
const groupMost = 2_000;
const groupBytesMost = 4 * 1_024 * 1_024;
/**
 * Groups start this far apart at least. A gesture after a rest is written at once; under load, many
 * share a sync of the disk, which is most of what one costs.
 */
const paceMs = 8;

interface Share<T extends QueuedUpdate> {
  readonly owner: CommitOwner<T>;
  readonly updates: T[];
  /** The updates that are to be stored. */
  readonly stored: Uint8Array[];
  clocks: Clocks | undefined;
}

export interface CommitQueueDeps {
  readonly append: MarksStore['append'];
  /** Milliseconds of a clock that never jumps. */
  readonly now: () => number;
  /** Hears of each group that is on disk. */
  onStored?(group: readonly MarksAppend[]): void;
  onFault(error: unknown): void;
}

export function createCommitQueue<T extends QueuedUpdate>({
  append,
  now,
  onStored,
  onFault,
}: CommitQueueDeps): CommitQueue<T> {
  const queue: { readonly owner: CommitOwner<T>; readonly update: T }[] = [];
  let flushing: Promise<void> | null = null;

  const takeGroup = (): Share<T>[] => {
    const shares = new Map<CommitOwner<T>, Share<T>>();
    let [count, bytes] = [0, 0];
    while (count < Math.min(queue.length, groupMost) && bytes < groupBytesMost) {
      bytes += queue[count]?.update.bytes?.length ?? 0;
      count += 1;
    }
    for (const { owner, update } of queue.splice(0, count)) {
      if (!owner.isAlive) continue;
      let share = shares.get(owner);
      if (!share) {
        share = { owner, updates: [], stored: [], clocks: undefined };
        shares.set(owner, share);
      }
      share.updates.push(update);
      if (!update.bytes) continue;
      share.stored.push(update.bytes);
      share.clocks = withClocks(share.clocks, update.clocks);
    }
    return [...shares.values()];
  };

  const write = async (group: readonly MarksAppend[]): Promise<readonly AppendOutcome[] | null> => {
    try {
      if (group.length === 0) return [];
      const outcomes = await append(group);
      onStored?.(group);
      return outcomes;
    } catch (error) {
      onFault(error);
      return null;
    }
  };

  let begunAt = -paceMs;
  /** The turn of the next group. What the poll phase still holds then belongs to it. */
  const turn = async (): Promise<void> => {
    const waitMs = begunAt + paceMs - now();
    if (waitMs >= 1) await new Promise((resolve) => setTimeout(resolve, waitMs));
    await new Promise((resolve) => setImmediate(resolve));
    begunAt = now();
  };

  const flush = async (): Promise<void> => {
    while (queue.length > 0) {
      await turn();
      const group = takeGroup();
      const outcomes = await write(group.filter(({ stored }) => stored.length > 0).map(toAppend));
      let next = 0;
      for (const share of group) {
        if (share.stored.length === 0) tellOwner(share, undefined);
        else {
          tellOwner(share, outcomes?.[next] ?? null);
          next += 1;
        }
      }
    }
  };

  return {
    push(owner, update) {
      queue.push({ owner, update });
      flushing ??= flush().finally(() => {
        flushing = null;
      });
    },
    async whenIdle() {
      while (flushing) await flushing;
    },
  };
}

/** @param outcome null where the group failed, undefined where there was nothing to store */
function tellOwner<T extends QueuedUpdate>(
  { owner, updates, stored }: Share<T>,
  outcome: AppendOutcome | null | undefined,
): void {
  if (outcome === null) owner.failed('unavailable');
  else if (outcome?.status === 'other-generation') owner.failed('other-generation');
  else owner.committed(updates, outcome ? outcome.seq - stored.length + 1 : 0);
}

const toAppend = <T extends QueuedUpdate>({ owner, stored, clocks }: Share<T>): MarksAppend => ({
  userId: owner.userId,
  generation: owner.generation,
  updates: stored,
  clocks: clocks ?? new Map(),
});

/** Later clocks over earlier ones; mostly there are no earlier ones. */
export const withClocks = (clocks: Clocks | undefined, later: Clocks): Clocks =>
  clocks ? new Map([...clocks, ...later]) : later;
