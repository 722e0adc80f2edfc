import { beforeEach, expect, it } from 'vitest';
import {
  createSoundWork,
  processorMsFree,
  processorMsPerMegabyte,
  samplesFree,
  samplesPerByte,
  toldEveryMs,
} from './sound-work.ts';

let now: number;
let processorMs: number;
let told: number;
beforeEach(() => {
  [now, processorMs, told] = [0, 1_000, 0];
});
const workOf = (sizeBytes: number) =>
  createSoundWork({
    sizeBytes,
    now: () => now,
    processorMs: () => processorMs,
    tell: () => (told += 1),
  });

it('FI22 hears of a sound as much as its bytes are worth, and no more of it afterwards', () => {
  const work = workOf(1_000);
  const most = samplesFree + 1_000 * samplesPerByte;
  expect(work.goesOn(most)).toBe(true);
  expect(work.goesOn(most + 1)).toBe(false);
  expect(work.goesOn()).toBe(false);
});

it('FI22 gives a sound the processor by its size, however long it takes', () => {
  const work = workOf(2 * 2 ** 20);
  processorMs += processorMsFree + 2 * processorMsPerMegabyte;
  now = 100 * processorMs;
  expect(work.goesOn()).toBe(true);
  processorMs += 1;
  now += toldEveryMs;
  expect(work.goesOn()).toBe(false);
});

it('FI22 says once a second that it goes on', () => {
  const work = workOf(1_000);
  for (; now < 10 * toldEveryMs; now += toldEveryMs / 4) work.goesOn();
  expect(told).toBe(9);
});
