import { expect, it } from 'vitest';
import { wavOf } from '../../tests/support/audio-samples.ts';
import { createSoundFacts } from './sound-facts.ts';

const wav = wavOf({ frames: 10 });

it('AU12 a sound is read once however many ask, and again where that failed', async () => {
  let reads = 0;
  let isBroken = true;
  const facts = createSoundFacts({
    read(_, reader) {
      reads += 1;
      if (isBroken) return Promise.reject(new Error('The disk does not answer.'));
      return reader({
        size: wav.length,
        read: ({ from, to }) => Promise.resolve(wav.subarray(from, to)),
      });
    },
  });
  await expect(facts.of('a', 'a.wav')).rejects.toThrow('disk');
  isBroken = false;
  const both = await Promise.all([facts.of('a', 'a.wav'), facts.of('a', 'a.wav')]);
  expect(both.map((read) => read?.kind)).toEqual(['pcm', 'pcm']);
  expect(reads).toBe(2);
});

it('AU12 what is not there is asked for again', async () => {
  let reads = 0;
  const facts = createSoundFacts({
    read() {
      reads += 1;
      return Promise.resolve(null);
    },
  });
  expect([await facts.of('a', ''), await facts.of('a', '')]).toEqual([null, null]);
  expect(reads).toBe(2);
});

it('AU12 what was played least lately is forgotten first', async () => {
  const reads: string[] = [];
  const facts = createSoundFacts({
    read(sha256, reader) {
      reads.push(sha256);
      return reader({ size: 0, read: () => Promise.resolve(new Uint8Array()) });
    },
  });
  for (let index = 0; index <= 1_000; index += 1) await facts.of(String(index), '');
  await facts.of('0', '');
  await facts.of('1000', '');
  expect(reads.slice(1_001)).toEqual(['0']);
});
