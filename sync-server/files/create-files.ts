/**
 * Puts together what receives, keeps and collects files. It owns three folders of the data folder:
 * `files` for what is kept, `uploads` for what is on its way, `waveforms` for what is made of sounds.
 */
import { createLoop } from '#shared/base/loop.ts';
import { hour, type Clock } from '#shared/base/time.ts';
import { createArrivals, type Arrivals } from './arrivals.ts';
import { createDiskRoom, type DiskRoom } from './disk-room.ts';
import type { FileRules } from './ports.ts';
import { createSoundFacts, type SoundFactsReader } from './sound-facts.ts';
import { createDiskStore, type FileStore } from './store.ts';
import { openUploadRecords, type UploadRecords } from './upload-records.ts';
import { createWaveforms, type Waveforms } from './waveforms/create-waveforms.ts';

export interface Files {
  readonly rules: FileRules;
  readonly store: FileStore;
  readonly records: UploadRecords;
  readonly arrivals: Arrivals;
  readonly room: DiskRoom;
  readonly soundFacts: SoundFactsReader;
  readonly waveforms: Waveforms;
  /** Of one file. */
  readonly bytesMost: number;
  close(): Promise<void>;
}

export interface FilesDependencies {
  readonly dataDir: string;
  readonly rules: FileRules;
  readonly clock: Clock;
  readonly bytesMost: number;
  readonly reserveBytes: number;
  readonly report: (error: unknown) => void;
}

const sweptEveryMs = hour;

export function createFiles(dependencies: FilesDependencies): Files {
  const { dataDir, rules, clock, bytesMost, reserveBytes, report } = dependencies;
  const store = createDiskStore(dataDir);
  const records = openUploadRecords(dataDir);
  const waveforms = createWaveforms({
    dataDir,
    pathOf: (sha256) => store.pathOf(sha256),
    clock,
    report,
  });
  const arrivals = createArrivals({
    records,
    store,
    rules,
    onTaken({ sha256, userId, sound }) {
      if (sound !== null) waveforms.prepare(sha256, userId);
    },
    report,
  });
  const sweeping = createLoop({
    report,
    async work() {
      await records.sweep(clock.now());
      await store.sweep(rules.referred, clock.now());
      await waveforms.sweep((sha256) => store.has(sha256));
      return { again: sweptEveryMs };
    },
    backoff: { baseMs: sweptEveryMs, capMs: sweptEveryMs },
  });
  sweeping.poke();
  return {
    rules,
    store,
    records,
    arrivals,
    waveforms,
    room: createDiskRoom({ records, dataDir, reserveBytes }),
    soundFacts: createSoundFacts(store),
    bytesMost,
    async close() {
      await sweeping.dispose();
      await arrivals.close();
      await waveforms.close();
    },
  };
}
