import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { SoundMoment } from '#shared/workspace/entities.ts';
import { rangeMsLeast, reaching, withEnd, withStart } from './span.ts';

const length = 90_000;
const at = (from: number, to: number | null = null, versionId = 'v'): SoundMoment => ({
  fileId: 'f',
  versionId,
  from,
  to,
  name: 'Bounce.wav',
  number: 1,
});

it('CM57 a range reaches from the mark to where the player stands, whichever comes first', () => {
  expect(reaching(at(83_000), at(85_500))).toEqual(at(83_000, 85_500));
  expect(reaching(at(83_000), at(80_000))).toEqual(at(80_000, 83_000));
  expect(reaching(at(83_000, 85_500), at(87_000))).toEqual(at(83_000, 87_000));
  expect(reaching(at(83_000, 85_500), at(84_500))).toEqual(at(83_000, 84_500));
  expect(reaching(at(83_000, 85_500), at(80_000))).toEqual(at(80_000, 85_500));
});

it('CM57 what makes no range leaves the moment as it was', () => {
  for (const moment of [at(83_000), at(83_000, 85_500)]) {
    expect(reaching(moment, at(83_000 + rangeMsLeast - 1))).toBe(moment);
    expect(reaching(moment, at(88_000, null, 'another'))).toBe(moment);
    expect(reaching(moment, null)).toBe(moment);
  }
  const moment = at(83_000);
  expect(reaching(moment, at(83_000 - rangeMsLeast + 1))).toBe(moment);
});

it('CM57 an end that is drawn to the start takes the range back to a point', () => {
  expect(withEnd(at(83_000, 85_000), 83_999, length)).toEqual({ from: 83_000, to: null });
  expect(withEnd(at(83_000), 1_000_000, length)).toEqual({ from: 83_000, to: length });
  expect(withStart(at(83_000, 85_000), 89_000, length)).toEqual({ from: 84_000, to: 85_000 });
  expect(withStart(at(83_000), 12_345.6, length)).toEqual({ from: 12_346, to: null });
});

it('CM57 whatever is pressed and drawn, a range lies in the sound and ends a second after it begins', () => {
  const place = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  const act = fc.record({ kind: fc.constantFrom('start', 'end', 'reach'), ms: place });
  const begin = fc.integer({ min: 0, max: length });
  fc.assert(
    fc.property(begin, fc.array(act), (from, acts) => {
      let moment = at(from);
      for (const { kind, ms } of acts) {
        const heard = at(Math.max(0, Math.min(length, Math.round(ms))));
        if (kind === 'reach') moment = reaching(moment, heard);
        else if (kind === 'start') moment = { ...moment, ...withStart(moment, ms, length) };
        else moment = { ...moment, ...withEnd(moment, ms, length) };
        const { from: begins, to } = moment;
        expect(Number.isInteger(begins) && begins >= 0 && begins <= length).toBe(true);
        if (to !== null) {
          expect(Number.isInteger(to) && to <= length).toBe(true);
          expect(to - begins).toBeGreaterThanOrEqual(rangeMsLeast);
        }
      }
    }),
  );
});
