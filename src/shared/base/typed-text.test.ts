import { describe, expect, it } from 'vitest';
import { uuid7 } from './ids.ts';
import { titleCharacters } from '#shared/workspace/limits.ts';
import { parseCommand } from '#shared/workspace/commands.ts';
import { lineIn, textIn } from './typed-text.ts';

describe('typed text', () => {
  it('is missing where nothing can be seen', () => {
    for (const typed of ['', '  \n', '\u200d', '\0']) {
      expect(textIn(typed, 10)).toEqual({ ok: false, error: { surplus: 0 } });
    }
  });

  it('says by how much it is too long, spaces around it aside', () => {
    expect(textIn(` ${'x'.repeat(10)} `, 10).ok).toBe(true);
    expect(textIn('x'.repeat(13), 10)).toEqual({ ok: false, error: { surplus: 3 } });
  });

  it('makes one line of a headline', () => {
    expect(lineIn('Upload\tstops\r\nat 80 %', 100)).toEqual({
      ok: true,
      value: 'Upload stops at 80 %',
    });
  });

  it('passes only what the server takes', () => {
    for (const typed of ['a\0b', 'half \ud83d', '\u0007bell', 'x'.repeat(titleCharacters)]) {
      const subject = lineIn(typed, titleCharacters);
      const text = textIn(typed, titleCharacters);
      if (!subject.ok || !text.ok) throw new Error(`refused here: ${JSON.stringify(typed)}`);
      const args = { ticketId: uuid7(0), subject: subject.value, text: text.value };
      expect(parseCommand('ticket.open.v1', args).ok).toBe(true);
    }
  });
});
