import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asLine, isVisible, withoutTurns } from './text.ts';

describe('what can be seen', () => {
  it.each([
    ['a filler of Hangul', '\u3164'],
    ['its jamo', '\u115f\u1160'],
    ['its narrow form', '\uffa0'],
    ['a blank of Braille', '\u2800'],
    ['a variation selector', '\ufe0f'],
    ['spaces and joiners of no width', '\u200b\u200c\u200d'],
    ['marks of direction', '\u200e\u200f\u061c'],
    ['a joiner of words', '\u2060'],
    ['a soft hyphen', '\u00ad'],
    ['a mark of byte order', '\ufeff'],
    ['tags', '\u{e0001}\u{e0061}\u{e007f}'],
    ['a joiner of graphemes', '\u034f'],
    [
      'embeddings, overrides and isolates',
      '\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069',
    ],
    ['spaces', ' \t\u00a0\u2003\u3000'],
    ['separators of lines', '\n\u2028\u2029'],
    ['controls', '\0\u0007\u0085'],
    ['nothing', ''],
  ])('AC8 is none of %s, alone and together', (_, text) => {
    expect(isVisible(text)).toBe(false);
    expect(isVisible(` ${text}\u3164${text}`)).toBe(false);
    expect(isVisible(`${text}x`)).toBe(true);
  });
});

describe('names and titles', () => {
  it.each([
    ['Hebrew', 'דנה לוי'],
    ['Arabic', 'ليلى حسن'],
    ['Persian, with a joiner of no width', 'می\u200cخواهم'],
    ['Hindi, with a joiner', 'क्\u200dष'],
    ['a family', '👩‍👩‍👧'],
    ['the flag of a part of a country', '🏴󠁧󠁢󠁥󠁮󠁧󠁿'],
    ['a mark of direction, which turns no letter', 'C\u200e#'],
    ['Latin', 'Ana Reyes–O’Neill'],
  ])('AC8 stay as they are in %s', (_, name) => {
    expect(asLine(name)).toBe(name);
    expect(isVisible(name)).toBe(true);
  });

  it('AC8 turn nothing and stand in one line', () => {
    expect(asLine(' Ana\u202e\u2067 Reyes\u2069\r\n(owner)\u2028\0 ')).toBe('Ana Reyes (owner)');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const line = asLine(text);
        expect(line).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
        expect(asLine(line)).toBe(line);
        expect(isVisible(line)).toBe(isVisible(text));
        expect(line.length).toBeLessThanOrEqual(text.length);
        expect(withoutTurns(line)).toBe(line);
      }),
      { numRuns: 2_000 },
    );
  });
});
