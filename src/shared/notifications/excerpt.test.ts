import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { excerptCharacters } from '#shared/workspace/limits.ts';
import { excerptOf } from './excerpt.ts';

describe('excerpts', () => {
  it('keep what fits, in one line', () => {
    expect(excerptOf('  Two\n\nlines\tand  more ')).toBe('Two lines and more');
    expect(excerptOf('x'.repeat(excerptCharacters))).toBe('x'.repeat(excerptCharacters));
  });

  it('never cut a character in two', () => {
    const family = '👩‍👩‍👧';
    for (let before = 0; before < 12; before += 1) {
      const excerpt = excerptOf('x'.repeat(before) + family.repeat(40));
      expect(excerpt.slice(before, -1).replaceAll(family, '')).toBe('');
      expect(excerpt.endsWith('…')).toBe(true);
    }
  });

  it('stay within the bound and are a beginning, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (text) => {
        const excerpt = excerptOf(text);
        expect(excerpt.length).toBeLessThanOrEqual(excerptCharacters);
        expect(excerpt.isWellFormed()).toBe(true);
        const line = text.replaceAll(/\s+/gu, ' ').trim();
        expect(line.startsWith(excerpt.replace(/…$/u, ''))).toBe(true);
      }),
    );
  });
});
