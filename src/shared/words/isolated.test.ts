import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isolated } from './isolated.ts';

it('AC8 leaves what runs from the left letter by letter', () => {
  for (const name of ['Ana Reyes', 'Łukasz', '通り雨', 'ಕನ್ನಡ', '👩‍👩‍👧', 'naïve (v2) — 3', '']) {
    expect(isolated(name)).toBe(name);
  }
});

it.each([
  ['Hebrew', 'דנה'],
  ['Arabic', 'ليلى'],
  ['Syriac', 'ܫܠܡܐ'],
  ['N’Ko', 'ߒߞߏ'],
  ['Adlam', '𞤀𞤣𞤤𞤢𞤥'],
  ['presentation forms', 'ﷲ'],
  ['both ways', 'Low Tide (גל)'],
  ['a mark of direction', 'C\u200f#'],
])('AC8 isolates a name in %s', (_, name) => {
  expect(isolated(name)).toBe(`\u2068${name}\u2069`);
});

it('AC8 takes along nothing that would turn, or leave the isolate, of names made before', () => {
  expect(isolated('\u202eanA')).toBe('anA');
  expect(isolated('\u2069\u202eדנה\u2067')).toBe('\u2068דנה\u2069');
  expect(isolated(isolated('דנה'))).toBe(isolated('דנה'));
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      expect(isolated(name)).toMatch(/^\u2068?[^\u202a-\u202e\u2066-\u2069]*\u2069?$/u);
    }),
  );
});
