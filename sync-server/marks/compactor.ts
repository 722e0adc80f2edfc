/**
 * Compacts documents with long tails, one at a time, in a thread of its own: integrating a document
 * is the only work here that is not linear in bytes, so nobody may wait for it. It owns the thread,
 * its time limit, and the patience with documents that cannot be compacted: they stay as they are,
 * readable, up to the document's bound.
 */
import { createWorkerThread } from '../base/worker-thread.ts';
import {
  packJob,
  type CompactionAnswer,
  type CompactionJob,
  type PackedJob,
} from './compact-document.ts';
import { compactStored, type CompactionDeps } from './compaction.ts';
import type { FaultLog } from '../base/logging.ts';
import { BoundedMap } from '../limits/bounded-map.ts';
import { documentsBarred } from '../limits/figures.ts';

export interface Compactor {
  /**
   * Once nobody has asked for this person's for a while, so that a burst of gestures is one
   * compaction; soon where it is urgent.
   */
  request(userId: string, isUrgent: boolean): void;
  close(): Promise<void>;
}

export interface CompactorDeps extends Omit<CompactionDeps, 'run'> {
  /** Milliseconds of a clock that never jumps. */
  readonly now: () => number;
  readonly log: FaultLog;
  /** How long nobody must have asked; urgent work waits so long at most. */
  readonly restMs: number;
}

/** A megabyte of honest marks takes 0.2 s; beyond this it is an attack. */
const jobMs = 10_000;
/** A document that could not be compacted is tried again after this. */
const patienceMs = 10 * 60_000;
/** Documents come and go: with less room, collecting them is most of the work. */
const maxYoungGenerationSizeMb = 32;

export function createCompactor(deps: CompactorDeps): Compactor {
  const { now, log, restMs } = deps;
  const waiting = new Map<string, { readonly askedAt: number; readonly isUrgent: boolean }>();
  const barredUntil = new BoundedMap<string, number>(documentsBarred);
  const thread = createWorkerThread<PackedJob, CompactionAnswer>({
    program: new URL('./compaction-thread.ts', import.meta.url),
    resourceLimits: { maxYoungGenerationSizeMb },
    limitMs: jobMs,
  });
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let isClosed = false;

  const compact = async (userId: string): Promise<void> => {
    const run = (job: CompactionJob) => {
      const packed = packJob(job);
      return thread.run(packed, [packed.joined.buffer]);
    };
    const fault = await compactStored({ ...deps, run }, userId);
    if (fault === null) return;
    barredUntil.set(userId, now() + patienceMs);
    log.error({ userId, fault }, 'marks document not compacted');
  };

  const runAll = async (): Promise<void> => {
    const restedSince = now() - restMs;
    for (const [userId, { askedAt, isUrgent }] of waiting) {
      if (isClosed) return;
      if (!isUrgent && askedAt > restedSince) continue;
      waiting.delete(userId);
      try {
        await compact(userId);
      } catch (error) {
        log.error({ userId, err: error }, 'marks document not compacted');
      }
    }
  };

  const schedule = () => {
    if (isClosed || timer || running || waiting.size === 0) return;
    timer = setTimeout(() => {
      timer = undefined;
      running = runAll().finally(() => {
        running = undefined;
        schedule();
      });
    }, restMs);
    timer.unref();
  };

  return {
    request(userId, isUrgent) {
      const until = barredUntil.get(userId);
      if (until !== undefined && now() < until) return;
      barredUntil.delete(userId);
      const before = waiting.get(userId);
      waiting.set(userId, { askedAt: now(), isUrgent: isUrgent || before?.isUrgent === true });
      schedule();
    },
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await thread.close();
      await running;
    },
  };
}
