/**
 * This is the thread in which sounds are heard: one file after the other, read where it lies, each
 * answered by its outline, or by null where nobody here can hear it.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import { readBy, type ReadAt } from '#shared/audio/decode/read-at.ts';
import { soundReading } from '#shared/audio/read-sound.ts';
import { outlineOf, type SoundOutline } from '#shared/audio/waveform.ts';
import { goesOn, type ThreadFault } from '../../base/worker-thread.ts';
import { openSound } from './open-sound.ts';
import { createSoundWork, type SoundWork } from './sound-work.ts';

export interface OutlineJob {
  readonly path: string;
}

export interface OutlineAnswer {
  readonly outline: SoundOutline | null;
}

async function answerTo({ path }: OutlineJob): Promise<OutlineAnswer> {
  const file = openSync(path, 'r');
  const sizeBytes = fstatSync(file).size;
  const work = createSoundWork({
    sizeBytes,
    now: () => performance.now(),
    processorMs,
    tell: () => parentPort?.postMessage(goesOn),
  });
  try {
    const readAt = readerOf(file, work);
    // A name decides only between projects, in which there is nothing to hear.
    const sound = await openSound(readBy(soundReading(sizeBytes, ''), readAt), readAt);
    return { outline: sound && outlineOf(sound, work.goesOn) };
  } catch (error) {
    if (work.goesOn()) throw error;
    return { outline: null };
  } finally {
    closeSync(file);
  }
}

const processorMs = (): number => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
};

/** Not every step that takes time hears anything. */
function readerOf(file: number, work: SoundWork): ReadAt {
  return (from, into) => {
    if (!work.goesOn()) throw new Error('it is not worth more work');
    let length = 0;
    while (length < into.length) {
      const read = readSync(file, into, length, into.length - length, from + length);
      if (read === 0) break;
      length += read;
    }
    return length;
  };
}

// The decoder of Opus would write a line of the log for each packet that is damaged.
Object.assign(console, { error: () => undefined });

parentPort?.on('message', (job: OutlineJob) => {
  void answerTo(job)
    .catch((error: unknown): ThreadFault => ({ fault: String(error) }))
    .then((answer) => parentPort?.postMessage(answer));
});
