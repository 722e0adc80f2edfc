/**
 * What has come in whole is checked, kept, and then handed to the workspace, one upload after the other.
 * Each step leaves the disk so that the next start knows where to go on: what is not checked is hashed
 * again, what is checked is moved where it has not been, and told again. So nothing hangs on who woke
 * this, or how often.
 */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createLoop } from '#shared/base/loop.ts';
import { readSound } from '#shared/audio/read-sound.ts';
import type { UploadFailure } from '#shared/protocol/files.ts';
import type { Arrival, FileRules } from './ports.ts';
import { soundOf } from './sound-of.ts';
import type { FileStore } from './store.ts';
import type { UploadRecord, UploadRecords } from './upload-records.ts';

export interface Arrivals {
  /** All bytes of this upload have come, or may have. */
  poke(id: string): void;
  /** Resolves when what was poked for is done, or waits for a fault to pass. */
  whenIdle(): Promise<void>;
  close(): Promise<void>;
}

export interface ArrivalsDependencies {
  readonly records: UploadRecords;
  readonly store: FileStore;
  readonly rules: Pick<FileRules, 'arrived'>;
  /** Hears of what the workspace has taken in. */
  readonly onTaken: (arrival: Arrival) => void;
  readonly report: (error: unknown) => void;
}

/** The workspace may be busy, the disk full. */
const backoff = { baseMs: 1_000, capMs: 60_000 } as const;
/** Others are answered between two pieces. */
const pieceBytes = 256 * 1_024;

/** Takes up what the last process left. */
export function createArrivals(dependencies: ArrivalsDependencies): Arrivals {
  const { records, report } = dependencies;
  const waiting = new Set<string>();
  const over = new AbortController();
  const loop = createLoop({
    backoff,
    report,
    async work() {
      let hasFailed = false;
      for (const id of [...waiting]) {
        if (over.signal.aborted) break;
        try {
          await take(id, dependencies, over.signal);
          waiting.delete(id);
        } catch (error) {
          hasFailed = true;
          if (isStop(error)) break;
          report(error);
        }
      }
      return hasFailed ? { retry: 0 } : 'done';
    },
  });
  const poke = (id: string) => {
    waiting.add(id);
    loop.poke();
  };
  for (const { arrival, failed } of records.all()) if (!failed) poke(arrival.versionId);
  return {
    poke,
    whenIdle: loop.whenIdle,
    async close() {
      over.abort();
      await loop.dispose();
    },
  };
}

async function take(
  id: string,
  { records, store, rules, onTaken }: ArrivalsDependencies,
  signal: AbortSignal,
): Promise<void> {
  const record = records.get(id);
  if (!record || record.failed || !(await isWhole(record, records))) return;
  const { arrival } = record;
  const part = records.partOf(id);
  if (!record.isChecked) {
    if ((await hashOf(part, signal)) !== arrival.sha256)
      return fail(record, 'other-bytes', records);
    records.set({ ...record, isChecked: true });
  }
  if (existsSync(part)) await store.put(part, arrival.sha256);
  const sound = await store.read(arrival.sha256, async (source) =>
    soundOf(await readSound(source, arrival.name)),
  );
  const answer = await rules.arrived({ ...arrival, sound });
  if (answer !== 'done') return fail(record, answer, records);
  records.remove(id);
  onTaken({ ...arrival, sound });
}

const isWhole = async (record: UploadRecord, records: UploadRecords) =>
  record.isChecked === true ||
  (existsSync(records.partOf(record.arrival.versionId)) &&
    (await records.offsetOf(record)) === record.arrival.size);

/** Closing ends a check; the next start takes it up. */
const isStop = (error: unknown) => error instanceof Error && error.name === 'AbortError';

async function fail(record: UploadRecord, reason: UploadFailure, records: UploadRecords) {
  records.set({ ...record, failed: reason });
  await rm(records.partOf(record.arrival.versionId), { force: true });
}

async function hashOf(path: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  const pieces: AsyncIterable<Buffer> = createReadStream(path, {
    highWaterMark: pieceBytes,
    signal,
  });
  for await (const piece of pieces) hash.update(piece);
  return hash.digest('hex');
}
