/**
 * Waveforms are made one after the other, in a thread of their own, and kept. What has just come in is
 * made when nobody waits for anything; people have their turns. Nobody waits for long, and what the thread
 * comes to grief over is left alone for a while, so that no file keeps it from the others.
 */
import { setTimeout } from 'node:timers/promises';
import { createLoop } from '#shared/base/loop.ts';
import { minute, second, type Clock } from '#shared/base/time.ts';
import type { Waveform } from '#shared/protocol/waveform.ts';
import { createWorkerThread } from '../../base/worker-thread.ts';
import { createAtOnce } from '../../limits/at-once.ts';
import { createKeptWaveforms } from './kept-waveforms.ts';
import { asksAgainMs, createTurns, type Wish } from './turns.ts';
import type { OutlineAnswer, OutlineJob } from './waveform-thread.ts';
import { BoundedMap } from '../../limits/bounded-map.ts';
import {
  waveformFailures,
  waveformsAwaited,
  waveformsPrepared,
  waveformsWished,
} from '../../limits/figures.ts';

/** Being made, or about to be. */
export const inTheMaking = 'in-the-making';

export type WaveformAnswer = Waveform | null | typeof inTheMaking;

export interface Waveforms {
  /** It will be asked for; this person uploaded it. */
  prepare(sha256: string, userId: string): void;
  /** Null where nothing can be made of it. Takes two seconds at most. */
  get(sha256: string, userId: string, gone: AbortSignal): Promise<WaveformAnswer>;
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

type Job = PromiseWithResolvers<Waveform | null>;

/** Five minutes of a mix take about this long; and whoever is removed gets nothing more after it. */
const waitMs = 2 * second;
/** Between two pieces of a file; a slow disk is only slow. */
const stuckMs = 30 * second;
/** What came to grief is tried again after this. */
const patienceMs = 30 * minute;
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
  const turns = createTurns(clock);
  const waiting = createAtOnce(waveformsAwaited);
  const failedUntil = new BoundedMap<string, number>(waveformFailures);
  const over = new AbortController();

  const make = async (sha256: string): Promise<Waveform | null> => {
    const known = await kept.get(sha256);
    if (known !== undefined) return known;
    const answer = await thread.run({ path: pathOf(sha256) });
    if (over.signal.aborted) return null;
    if ('fault' in answer) {
      failedUntil.set(sha256, clock.now() + patienceMs);
      throw new Error(`no waveform of ${sha256}: ${answer.fault}`);
    }
    const waveform = answer.outline && { version: 1 as const, ...answer.outline };
    await kept.put(sha256, waveform).catch(report);
    return waveform;
  };

  const notYet = (): typeof inTheMaking => inTheMaking;
  const loop = createLoop({
    report,
    async work() {
      for (let sha256 = turns.next(); sha256 && !over.signal.aborted; sha256 = turns.next()) {
        const waveform = await make(sha256).catch((error: unknown) => {
          report(error);
          return null;
        });
        turns.done(sha256);
        jobs.get(sha256)?.resolve(waveform);
        jobs.delete(sha256);
      }
      return 'done';
    },
  });

  /** @returns null where this person has too much to be done already */
  const enter = (sha256: string, userId: string, most: number) => {
    const wish = over.signal.aborted ? null : turns.enter(userId, sha256, most);
    if (wish === null) return null;
    const job = jobs.get(sha256) ?? Promise.withResolvers();
    jobs.set(sha256, job);
    loop.poke();
    return { job, wish };
  };

  const waitFor = async (job: Job, wish: Wish, gone: AbortSignal): Promise<WaveformAnswer> => {
    const enough = new AbortController();
    const signal = AbortSignal.any([over.signal, gone, enough.signal]);
    const late = setTimeout(waitMs, undefined, { signal }).then(notYet, notYet);
    wish.waiting += 1;
    try {
      return await Promise.race([job.promise, late]);
    } finally {
      wish.waiting -= 1;
      if (!gone.aborted) wish.awaitedUntil = clock.now() + asksAgainMs;
      enough.abort();
    }
  };

  return {
    prepare(sha256, userId) {
      enter(sha256, userId, waveformsPrepared);
    },
    async get(sha256, userId, gone) {
      const known = await kept.get(sha256);
      if (known !== undefined) return known;
      if (clock.now() < (failedUntil.get(sha256) ?? 0)) return null;
      const entered = enter(sha256, userId, waveformsWished);
      const waited = entered && waiting.begin(userId);
      if (!entered || !waited) return inTheMaking;
      return waitFor(entered.job, entered.wish, gone).finally(waited);
    },
    sweep: (has) => kept.sweep(has),
    async close() {
      over.abort();
      await thread.close();
      await loop.dispose();
    },
  };
}
