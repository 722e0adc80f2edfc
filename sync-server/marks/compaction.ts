/**
 * Compacts one stored document: a snapshot in the place of its tail, or a new generation in the
 * place of all of it. It reads without a lock and swaps only what has not changed since, so nobody
 * waits for it, and what came in between is never lost.
 */
import type { Clock } from '#shared/base/time.ts';
import { renewalEveryMs } from '#shared/marks/limits.ts';
import type { MarksStore } from '../storage/marks-store.ts';
import {
  renewalBounds,
  type CompactionAnswer,
  type CompactionJob,
  type RenewalBounds,
} from './compact-document.ts';
import { allUpdates } from './stored-updates.ts';

/** Says what a compaction took out of the tail, and what it left as snapshot. */
export interface Compacted {
  readonly rows: number;
  readonly tailBytes: number;
  readonly snapshotBytes: number;
}

export interface CompactionDeps {
  readonly store: MarksStore;
  readonly clock: Clock;
  run(job: CompactionJob): Promise<CompactionAnswer>;
  onCompacted(userId: string, compacted: Compacted): void;
  /** Hears that the document is another one now: the old one must be let go. */
  onRenewed(userId: string, generation: string): void;
  readonly bounds?: RenewalBounds;
}

/** @returns why it could not be done */
export async function compactStored(deps: CompactionDeps, userId: string): Promise<string | null> {
  const { store, clock, bounds = renewalBounds } = deps;
  const stored = await store.load(userId);
  const { generation, seq, tail, clocks } = stored;
  if (tail.length === 0) return null;
  const mayRenew = clock.now() - stored.renewedAt >= renewalEveryMs;
  const answer = await deps.run({
    updates: allUpdates(stored),
    clocks,
    renewAbove: mayRenew ? bounds : null,
  });
  if ('fault' in answer) return answer.fault;
  const { snapshot, renewal } = answer;
  const renewed = renewal && (await store.renew(userId, generation, seq, renewal, clock.now()));
  if (renewed !== null) {
    deps.onRenewed(userId, renewed);
    return null;
  }
  if (!(await store.compact(userId, generation, seq, snapshot))) return null;
  let tailBytes = 0;
  for (const update of tail) tailBytes += update.length;
  deps.onCompacted(userId, { rows: tail.length, tailBytes, snapshotBytes: snapshot.length });
  return null;
}
