import { expect, it } from 'vitest';
import { keptWords } from './en-kept.ts';

const coming = (held: number, size: number, isWaiting = false) =>
  keptWords.state({ kind: 'coming', bytes: held, held, size, isWaiting });

it('FI54 says how much of a sound is here, in the unit of the whole', () => {
  expect(coming(12_900_000, 86_400_000)).toBe('Being kept · 12 of 86 MB');
  expect(coming(12_900_000, 86_400_000, true)).toBe('Waiting for the network · 12 of 86 MB');
  expect(coming(0, 780_400)).toBe('Being kept · 0 of 780 kB');
  expect(coming(1_048_576, 3_400_000_000)).toBe('Being kept · 0 of 3.4 GB');
  expect(coming(1_270_000_000, 3_400_000_000)).toBe('Being kept · 1.2 of 3.4 GB');
  expect(coming(0, 3)).toBe('Being kept · 0 of 0 kB');
});

it('FI54 counts what is kept, and what is on its way', () => {
  expect(keptWords.total(3, 0, 86_000_000)).toBe('Sounds kept: 3 · 86 MB');
  expect(keptWords.total(1, 2, 86_000_000)).toBe('Sounds kept: 1 · 86 MB · 2 more on the way');
  expect(keptWords.total(0, 0, 0)).toBe('No sounds are kept');
  expect(keptWords.summary(0, 1)).toBe('1 sound on this device');
  expect(keptWords.summary(2, 1)).toBe('2 sounds are being kept on this device');
  expect(keptWords.summary(0, 0)).toBe('');
});
