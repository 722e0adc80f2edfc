/**
 * Waveforms are made one after the other, in a thread of their own, and kept. What has just come in is
 * made when nothing else is to be made; what somebody waits for goes first. Nobody waits for long, and
 * what the thread comes to grief over is left alone for a while, so that no file keeps it from the others.
 */
import { setTimeout } from 'node:timers/promises';
import { createLoop } from '#shared/base/loop.ts';
import { minute, second, type Clock } from '#shared/base/time.ts';
import type { Waveform } from '#shared/protocol/waveform.ts';
import { createWorkerThread } from '../../base/worker-thread.ts';
import { createKeptWaveforms } from './kept-waveforms.ts';
import type { OutlineAnswer, OutlineJob } from './waveform-thread.ts';

/** Being made, or about to be. */
export const inTheMaking = 'in-the-making';

export type WaveformAnswer = Waveform | null | typeof inTheMaking;

export interface Waveforms {
  /** It will be asked for. */
  prepare(sha256: string): void;
  /** Null where nothing can be made of it. Takes two seconds at most. */
  get(sha256: string, gone: AbortSignal): Promise<WaveformAnswer>;
  /** Deletes what is kept of files that are not there any more. */
  sweep(has: (sha256: string) => Promise<boolean>): Promise<void>;
  close(): Promise<void>;
}

export interface WaveformsDependencies {
  readonly dataDir: string;
  /** Where the bytes of a sound lie. */
  readonly pathOf: (sha256: string) => string;
  readonly clock: Clock;
  readonly report: (error: unknown) => void;
}

interface Job {
  readonly made: PromiseWithResolvers<Waveform | null>;
  isAwaited: boolean;
}

/** Five minutes of a mix take about this long; and whoever is removed gets nothing more after it. */
const waitMs = 2 * second;
/** Between two pieces of a file; a slow disk is only slow. */
const stuckMs = 30 * second;
/** What came to grief is tried again after this. */
const patienceMs = 30 * minute;
/** Beyond these, a waveform is made when it is asked for again. */
const jobsMost = 1_000;
const waitersMost = 100;
const failuresMost = 1_000;
/** Decoders hold a few megabytes; with more room, the thread would only collect later. */
const resourceLimits = { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 4 } as const;

export function createWaveforms(dependencies: WaveformsDependencies): Waveforms {
  const { dataDir, pathOf, clock, report } = dependencies;
  const kept = createKeptWaveforms(dataDir);
  const thread = createWorkerThread<OutlineJob, OutlineAnswer>({
    program: new URL('./waveform-thread.ts', import.meta.url),
    resourceLimits,
    limitMs: stuckMs,
  });
  const jobs = new Map<string, Job>();
  const failedUntil = new Map<string, number>();
  const over = new AbortController();
  let waiters = 0;

  const make = async (sha256: string): Promise<Waveform | null> => {
    const known = await kept.get(sha256);
    if (known !== undefined) return known;
    const answer = await thread.run({ path: pathOf(sha256) });
    if (over.signal.aborted) return null;
    if ('fault' in answer) {
      if (failedUntil.size >= failuresMost) failedUntil.clear();
      failedUntil.set(sha256, clock.now() + patienceMs);
      throw new Error(`no waveform of ${sha256}: ${answer.fault}`);
    }
    const waveform = answer.outline && { version: 1 as const, ...answer.outline };
    await kept.put(sha256, waveform).catch(report);
    return waveform;
  };

  const notYet = (): typeof inTheMaking => inTheMaking;
  const next = () => {
    const waiting = [...jobs];
    return waiting.find(([, { isAwaited }]) => isAwaited) ?? waiting[0];
  };
  const loop = createLoop({
    report,
    async work() {
      for (let job = next(); job && !over.signal.aborted; job = next()) {
        const [sha256, { made }] = job;
        const waveform = await make(sha256).catch((error: unknown) => {
          report(error);
          return null;
        });
        jobs.delete(sha256);
        made.resolve(waveform);
      }
      return 'done';
    },
  });

  /** @returns null where there is too much to do already */
  const enter = (sha256: string): Job | null => {
    let job = jobs.get(sha256);
    if (!job) {
      if (jobs.size >= jobsMost || over.signal.aborted) return null;
      job = { made: Promise.withResolvers(), isAwaited: false };
      jobs.set(sha256, job);
      loop.poke();
    }
    return job;
  };

  const waitFor = async ({ made }: Job, gone: AbortSignal): Promise<WaveformAnswer> => {
    const enough = new AbortController();
    const signal = AbortSignal.any([over.signal, gone, enough.signal]);
    const late = setTimeout(waitMs, undefined, { signal }).then(notYet, notYet);
    waiters += 1;
    try {
      return await Promise.race([made.promise, late]);
    } finally {
      waiters -= 1;
      enough.abort();
    }
  };

  return {
    prepare(sha256) {
      enter(sha256);
    },
    async get(sha256, gone) {
      const known = await kept.get(sha256);
      if (known !== undefined) return known;
      if (clock.now() < (failedUntil.get(sha256) ?? 0)) return null;
      const job = enter(sha256);
      if (!job) return inTheMaking;
      job.isAwaited = true;
      return waiters < waitersMost ? waitFor(job, gone) : inTheMaking;
    },
    sweep: (has) => kept.sweep(has),
    async close() {
      over.abort();
      await thread.close();
      await loop.dispose();
    },
  };
}
