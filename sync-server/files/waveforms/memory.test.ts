/** The memory that a waveform takes, measured from outside in a process of its own. */
import { execFile } from 'node:child_process';
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { wavOf } from '../../../tests/support/audio-samples.ts';

const run = promisify(execFile);
const program = join(import.meta.dirname, '../../../tests/support/waveform-memory.ts');
const megabyte = 1_024 * 1_024;

it('FI24 makes the waveform of 200 MB within 20 MB', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'feed-memory-'));
  try {
    const [small, large] = [join(folder, 'small.wav'), join(folder, 'large.wav')];
    const wav = wavOf({ frames: 50_000, bits: 24 });
    await writeFile(small, wav);
    const dataSize = 200 * megabyte;
    await writeFile(large, wavOf({ frames: 50_000, bits: 24 }, { dataSize }));
    const file = await open(large, 'r+');
    await file.truncate(dataSize + 44);
    await file.close();
    const { stdout } = await run(process.execPath, [program, folder, small, large]);
    const { more, seconds }: { more: number; seconds: number } = JSON.parse(stdout);
    expect(seconds).toBeCloseTo(dataSize / 6 / 44_100, 1);
    expect(more).toBeLessThan(20 * megabyte);
  } finally {
    await rm(folder, { recursive: true });
  }
});
