import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryCommand } from '../../../tests/support/workspace-arbitraries.ts';
import { commandSchema, parseCommand } from './commands.ts';

const trackId = '01931f7e-8f5a-7c3d-9a2b-4d5e6f708192';
const commentId = '01931f7e-8f5a-7c3d-9a2b-4d5e6f708193';
const names = commandSchema.options.map((option) => option.entries.name.literal);

const parsed = (name: string, args: unknown) => {
  const result = parseCommand(name, args);
  return result.ok ? result.value.args : result.error;
};

describe('parsing commands', () => {
  it('CM4 never throws, whatever the name and arguments', () => {
    const name = fc.oneof(fc.constantFrom(...names), fc.string(), fc.constant('__proto__'));
    fc.assert(
      fc.property(name, fc.anything({ withNullPrototype: true }), (someName, args) => {
        const result = parseCommand(someName, args);
        expect(result.ok || ['invalid', 'unknown-command'].includes(result.error.code)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it('CM4 says what is wrong without saying what was typed', () => {
    const secret = 'my secret lyric';
    for (const name of names) {
      const result = parseCommand(name, { trackId: secret, email: secret, title: { secret } });
      expect(JSON.stringify(result)).not.toContain(secret);
      expect(result.ok).toBe(false);
    }
  });

  it('takes what it made itself, unchanged', () => {
    fc.assert(
      fc.property(arbitraryCommand, (command) => {
        const result = parseCommand(command.name, command.args);
        expect(result).toEqual({ ok: true, value: command });
        if (result.ok) expect(parseCommand(command.name, result.value.args)).toEqual(result);
      }),
    );
  });

  it('survives arguments nested as deep as a request can hold', () => {
    const deep: unknown = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);
    expect(parseCommand('track.rename.v1', deep).ok).toBe(false);
    expect(parseCommand('track.rename.v1', { trackId, title: deep }).ok).toBe(false);
  });

  it('refuses arguments nobody asked for', () => {
    const result = parsed('track.rename.v1', { trackId, title: 'Low Tide', ownerId: 'me' });
    expect(result).toMatchObject({ code: 'invalid' });
  });

  it.each([
    ['empty', ''],
    ['spaces only', ' \t  '],
    ['nothing visible', '\u200b\u200d'],
    ['a filler of Hangul', '\u3164\u115f'],
    ['a blank of Braille', '\u2800'],
    ['a variation selector', '\ufe0f'],
    ['two lines', 'Low\nTide'],
    ['a control character', 'Low\u0007Tide'],
    ['half a character', 'Low \ud83c Tide'],
    ['NUL', 'Low\0Tide'],
    ['too long', 'x'.repeat(121)],
  ])('CM9 refuses a title that is %s', (_, title) => {
    expect(parsed('track.rename.v1', { trackId, title })).toMatchObject({ code: 'invalid' });
  });

  it('CM9 keeps texts as they were typed, but for the spaces around them', () => {
    const text = '  Family: 👩‍👩‍👧\n\nSecond line, “quoted”, עברית  ';
    expect(parsed('comment.add.v1', { commentId, trackId, text })).toEqual({
      commentId,
      trackId,
      text: text.trim(),
    });
    expect(parsed('track.setNotes.v1', { trackId, notes: '  A\n' })).toEqual({
      trackId,
      notes: '  A\n',
    });
    const nul = parsed('track.setNotes.v1', { trackId, notes: 'A\0' });
    expect(nul).toMatchObject({ code: 'invalid' });
  });

  it('CM9 knows an address in one spelling', () => {
    const inviteId = commentId;
    const args = parsed('invite.send.v1', { inviteId, trackId, email: ' Ben@Example.TEST ' });
    expect(args).toMatchObject({ email: 'ben@example.test' });
    for (const email of [
      "o'brien@label.test",
      'mix@xn--mnchen-3ya.test',
      'mix@my--studio.test',
      'a+b@c.d-e.test',
    ]) {
      expect(parsed('invite.send.v1', { inviteId, trackId, email })).toMatchObject({ email });
    }
    for (const email of [
      'ben',
      'ben@',
      'ben@studio',
      'ben@-a.test',
      'ben@a-.test',
      '@example.test',
      'a b@example.test',
      'x'.repeat(255),
    ]) {
      expect(parsed('invite.send.v1', { inviteId, trackId, email })).toMatchObject({
        code: 'invalid',
      });
    }
  });

  it('AC8 takes out of titles what would turn others, wherever one is made, and keeps the rest', () => {
    const [typed, kept] = ['Low\u202e Tide\u2066 שלום 👩‍👩‍👧', 'Low Tide שלום 👩‍👩‍👧'];
    const about = { trackId, title: typed };
    expect(parsed('track.create.v1', about)).toMatchObject({ title: kept });
    expect(parsed('track.rename.v1', about)).toMatchObject({ title: kept });
    const ticket = { ticketId: trackId, subject: typed, text: typed };
    expect(parsed('ticket.open.v1', ticket)).toMatchObject({ subject: kept, text: typed });
    const announcement = { announcementId: trackId, title: typed, text: 'Hi', priority: 'low' };
    expect(parsed('announcement.publish.v1', announcement)).toMatchObject({ title: kept });
    for (const title of ['\u202e', '\u2066\u2069', '\u3164\u202c']) {
      expect(parsed('track.rename.v1', { trackId, title })).toMatchObject({ code: 'invalid' });
    }
  });

  it('AC8 takes a reminder nobody could read as one without words, and keeps it in one line', () => {
    const textOf = (text: string) =>
      parsed('reminder.set.v1', { reminderId: trackId, at: 1, text });
    expect(textOf('\u3164\u200b')).toMatchObject({ text: '' });
    expect(textOf(' Bounce\n\u202ethe stems ')).toMatchObject({ text: 'Bounce the stems' });
    expect(textOf('Half \ud83c')).toMatchObject({ code: 'invalid' });
  });

  it('CM4 AC8 echoes no name that the sender made up, however long, and no control of it', () => {
    for (const key of ['my secret lyric', 'NUL\0', 'x'.repeat(100_000), '\u202e', '__proto__']) {
      const args = Object.fromEntries([
        ['trackId', trackId],
        ['title', 'Low Tide'],
        [key, 1],
      ]);
      const fault = parsed('track.rename.v1', args);
      const detail = 'detail' in fault ? fault.detail : '';
      expect(detail.length).toBeLessThan(200);
      if (key !== '__proto__') expect(detail).not.toContain(key.slice(0, 100));
      expect(detail).toMatch(/^[ -~]+$/u);
    }
    const known = parsed('track.rename.v1', { trackId, title: 'x', ownerId: 'me' });
    expect(known).toMatchObject({ detail: expect.stringMatching(/^args.ownerId: /u) as string });
  });

  it('TI3 takes a zone by any of its names, and keeps it by one, wherever one is said', () => {
    const dated = (timeZone: string) =>
      parsed('track.setDue.v1', { trackId, dueOn: '2026-11-27', timeZone });
    expect(dated('Asia/Calcutta')).toMatchObject({ timeZone: 'Asia/Kolkata' });
    expect(dated('PST8PDT')).toMatchObject({ timeZone: 'America/Los_Angeles' });
    expect(dated('Etc/Unknown')).toEqual({
      code: 'invalid',
      detail: 'args.timeZone: must be a time zone like Europe/Berlin',
    });
    const args = { trackId, title: 'Low Tide', dueOn: '2026-11-27', timeZone: 'Asia/Calcutta' };
    expect(parsed('track.create.v1', args)).toMatchObject({ timeZone: 'Asia/Kolkata' });
    const reminder = { reminderId: commentId, at: 1, timeZone: 'Asia/Calcutta' };
    expect(parsed('reminder.set.v1', reminder)).toMatchObject({ timeZone: 'Asia/Kolkata' });
    const quietHours = { from: '22:00', to: '08:00', timeZone: 'Asia/Calcutta' };
    expect(parsed('preferences.set.v1', { push: { quietHours } })).toMatchObject({
      push: { quietHours: { timeZone: 'Asia/Kolkata' } },
    });
  });

  it.each([trackId.toUpperCase(), 'x', '', `${trackId} `, '00000000-0000-0000-0000-000000000000'])(
    'CM9 takes no other spelling of an id: %j',
    (id) => {
      expect(parsed('track.delete.v1', { trackId: id })).toMatchObject({ code: 'invalid' });
    },
  );
});
