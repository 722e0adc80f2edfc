import { expect, test } from 'vitest';
import type { RefusedCommand } from '#lib/ports/workspace.ts';
import { kindOf, typedIn } from '#shared/workspace/command-kinds.ts';
import { commandSchema, type Command } from '#shared/workspace/commands.ts';
import { dueIn, dueText, placeOfWords, typedPlaces } from './typed-places.ts';

const track = { trackId: 't' } as const;
const words: readonly Command[] = [
  { name: 'track.create.v1', args: { ...track, title: 'Low Tide' } },
  { name: 'track.rename.v1', args: { ...track, title: 'Low Tide' } },
  { name: 'track.setNotes.v1', args: { ...track, notes: 'Capo 2' } },
  { name: 'invite.send.v1', args: { ...track, inviteId: 'i', email: 'ben@studio.example' } },
  { name: 'comment.add.v1', args: { ...track, commentId: 'c', text: 'Louder.' } },
  { name: 'comment.edit.v1', args: { commentId: 'c', text: 'Louder.' } },
  { name: 'comment.edit.v2', args: { commentId: 'c', text: 'Louder.' } },
  { name: 'file.rename.v1', args: { fileId: 'f', name: 'Bounce.wav' } },
  { name: 'reminder.set.v1', args: { ...track, reminderId: 'r', at: 1, text: 'Bounce' } },
  { name: 'ticket.open.v1', args: { ticketId: 'k', subject: 'Stems', text: 'Twice.' } },
  { name: 'ticket.reply.v1', args: { ticketId: 'k', text: 'Logic 11.1.' } },
  { name: 'ticket.feedback.v1', args: { ticketId: 'k', text: 'Try 11.2.' } },
  {
    name: 'announcement.publish.v1',
    args: { announcementId: 'a', title: 'Tonight', text: 'At 2.', priority: 'low', to: ['b@c.d'] },
  },
];

test('CM30 every command with somebody’s words knows where they were typed', () => {
  const typing = commandSchema.options
    .map((option) => option.entries.name.literal)
    .filter((name) => kindOf({ name }).typed.length > 0);
  expect(words.map(({ name }) => name).sort()).toEqual(typing.sort());
  for (const command of words) {
    const places = typedPlaces(command);
    for (const word of typedIn(command)?.split('\n\n') ?? []) {
      expect(Object.values(places)).toContain(word);
    }
  }
});

test('CM30 a due date is words too, and one that was taken away is none', () => {
  const set = (dueOn: string | null, time?: string): Command => ({
    name: 'track.setDue.v1',
    args: { ...track, dueOn, timeZone: 'UTC', ...(time !== undefined && { time }) },
  });
  expect(typedPlaces(set('2026-12-24', '18:30'))).toEqual({ 'due/t': '2026-12-24 18:30' });
  expect(typedPlaces(set(null))).toEqual({});
  for (const due of [
    { on: '2026-12-24', time: '18:30' },
    { on: '2026-12-24', time: '' },
    { on: '', time: '18:30' },
  ])
    expect(dueIn(dueText(due.on, due.time))).toEqual(due);
});

test('CM30 CM42 a reply is typed below what it answers', () => {
  const args = { ...track, commentId: 'd', text: 'Softer.', replyTo: 'c' };
  const reply: Command = { name: 'comment.add.v1', args };
  expect(typedPlaces(reply)).toEqual({ 'reply/c': 'Softer.' });
  const refused = {
    id: 'x',
    code: 'limit-reached',
    at: 0,
    track: { id: 't', title: null },
  } as const;
  expect(placeOfWords({ ...refused, command: reply })).toEqual({
    page: 'track',
    id: 't',
    hash: 'comment-c',
  });
});

test('CM30 what was put off was not typed', () => {
  const args = { reminderId: 'r', at: 1, text: 'Bounce', askedAt: 0 };
  expect(typedPlaces({ name: 'reminder.set.v1', args })).toEqual({});
});

test('CM30 a refusal leads to where its words stand again', () => {
  const leads = (command: Command | undefined, code: RefusedCommand['code'] = 'limit-reached') =>
    command &&
    placeOfWords({ id: 'x', command, code, at: 0, track: { id: 't', title: 'Low Tide' } });
  const of = (name: Command['name']) => words.find((command) => command.name === name);
  const onTrack = (hash: string) => ({ page: 'track', id: 't', hash });
  expect(leads(of('track.setNotes.v1'), 'version-mismatch')).toEqual(onTrack('notes'));
  expect(leads(of('invite.send.v1'))).toEqual(onTrack('collaborators'));
  expect(leads(of('comment.add.v1'))).toEqual(onTrack('comments'));
  expect(leads(of('comment.edit.v2'))).toEqual(onTrack('comment-c'));
  expect(leads(of('ticket.reply.v1'))).toEqual({ page: 'ticket', id: 'k' });
  // In a dialog, on a page that is gone, or on screen as if it were sent.
  expect(leads(of('track.create.v1'))).toBeNull();
  expect(leads(of('comment.add.v1'), 'not-found')).toBeNull();
  expect(leads(of('comment.add.v1'), 'server-fault')).toBeNull();
});
