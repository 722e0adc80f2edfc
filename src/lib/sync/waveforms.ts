/**
 * Waveforms of sounds, fetched when one is looked at, or its sound is kept, and kept on the device, so that
 * they are drawn without a network, too. A version never changes, so what is kept is never asked for again.
 */
import * as v from 'valibot';
import { waveformsCacheName } from '#lib/storage/kept-cache.ts';
import { pause } from './pause.ts';
import { second } from '#shared/base/time.ts';
import { isOfServer } from '#shared/protocol/answered-by.ts';
import { waveformPath, waveformSchema, type Waveform } from '#shared/protocol/waveform.ts';

export interface WaveformsDependencies {
  readonly userId: string;
  readonly fetch: typeof fetch;
  readonly report: (error: unknown) => void;
}

export interface Waveforms {
  /**
   * @param signal aborts when nobody looks any more
   * @returns null where there is none, or none that can be had now
   */
  of(versionId: string, signal: AbortSignal): Promise<Waveform | null>;
  /** Has it here before anybody looks, where it is to be had at once. */
  bring(versionId: string, signal: AbortSignal): Promise<void>;
  /** Its sound is gone. */
  drop(versionId: string): Promise<void>;
}

/** A server that never answers is as good as none. */
const answerMs = 15 * second;
/** A large file is heard through once on the server; it is asked for as long as that may take. */
const asksMost = 60;
const askedAgainMs = 2 * second;
/** Some kilobytes each. */
const keptMost = 500;

export function createWaveforms({ userId, fetch: ask, report }: WaveformsDependencies): Waveforms {
  const opened = () => caches.open(waveformsCacheName(userId));

  const keep = async (path: string, body: string) => {
    const cache = await opened();
    await cache.put(path, new Response(body));
    const kept = await cache.keys();
    for (const oldest of kept.slice(0, Math.max(0, kept.length - keptMost))) {
      await cache.delete(oldest);
    }
  };

  /** Null where it lies not here, or where this browser keeps nothing. */
  const held = async (path: string): Promise<Waveform | null> => {
    try {
      const kept = await (await opened()).match(path);
      return kept ? read(await kept.text()) : null;
    } catch {
      return null;
    }
  };

  /** Undefined where it is worth asking again. */
  const asked = async (path: string, signal: AbortSignal): Promise<Waveform | null | undefined> => {
    try {
      const bound = AbortSignal.any([signal, AbortSignal.timeout(answerMs)]);
      const response = await ask(path, { signal: bound });
      if (response.status === 503 || !isOfServer(response.headers)) return undefined;
      if (response.status !== 200) return null;
      const body = await response.text();
      const waveform = read(body);
      // A disk that is full costs nobody the waveform.
      if (waveform && !signal.aborted) await keep(path, body).catch(report);
      return waveform;
    } catch {
      // No network, or nobody who looks.
      return undefined;
    }
  };

  return {
    async of(versionId, signal) {
      const path = waveformPath(versionId);
      const kept = await held(path);
      if (kept) return kept;
      for (let asks = 0; asks < asksMost && !signal.aborted; asks += 1) {
        const answer = await asked(path, signal);
        if (answer !== undefined) return answer;
        await pause(askedAgainMs, signal);
      }
      return null;
    },
    async bring(versionId, signal) {
      const path = waveformPath(versionId);
      if ((await held(path)) === null) await asked(path, signal);
    },
    async drop(versionId) {
      await (await opened()).delete(waveformPath(versionId));
    },
  };
}

/** What a proxy put in between is no waveform. */
function read(body: string): Waveform | null {
  try {
    const parsed = v.safeParse(waveformSchema, JSON.parse(body));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}
