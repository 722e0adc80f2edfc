import { expect, test } from 'vitest';
import type { RefusedCommand } from '#lib/ports/workspace.ts';
import type { Command } from '#shared/workspace/commands.ts';
import { isHopeless, refusedWhy, whatIs } from './refusal.ts';

const refused = (command: Command, code: RefusedCommand['code']): RefusedCommand => ({
  id: 'r',
  command,
  code,
  at: 0,
  track: null,
});
const accept: Command = { name: 'invite.accept.v1', args: { inviteId: 'i' } };
const send: Command = {
  name: 'invite.send.v1',
  args: { inviteId: 'i', trackId: 't', email: 'ben@studio.example' },
};

test('CM13 who answered an invite is told of themselves, who sent one of the other', () => {
  expect(refusedWhy(refused(accept, 'already-member'))).toBe('You are on the track already.');
  expect(refusedWhy(refused(send, 'already-member'))).toBe('They are on the track already.');
  expect(refusedWhy(refused(accept, 'invite-revoked'))).toBe('The invite was revoked.');
});

test('CM13 trying again is offered where it could end otherwise', () => {
  expect(isHopeless(refused(accept, 'already-member'))).toBe(true);
  expect(isHopeless(refused(accept, 'invite-expired'))).toBe(true);
  const done: Command = { name: 'reminder.done.v1', args: { reminderId: 'r' } };
  expect(isHopeless(refused(done, 'asked-again'))).toBe(true);
  const notes: Command = { name: 'track.setNotes.v1', args: { trackId: 't', notes: 'Capo 2' } };
  expect(isHopeless(refused(notes, 'version-mismatch'))).toBe(true);
  expect(isHopeless(refused(accept, 'limit-reached'))).toBe(false);
  expect(isHopeless(refused(send, 'already-member'))).toBe(false);
  expect(isHopeless(refused(send, 'server-fault'))).toBe(false);
});

test('CM46 what is too old to know is told as that, and can be tried again', () => {
  const old = refused(send, 'too-old');
  expect(refusedWhy(old)).toContain('nobody can tell whether it took effect');
  expect(isHopeless(old)).toBe(false);
});

test('CM60 who has written too much is told so, and can try again', () => {
  const notes: Command = { name: 'track.setNotes.v1', args: { trackId: 't', notes: 'Capo 2' } };
  expect(refusedWhy(refused(notes, 'limit-reached'))).toBe(
    'You have written more today than there is room for. Try again tomorrow.',
  );
  const add: Command = {
    name: 'comment.add.v1',
    args: { commentId: 'c', trackId: 't', text: '!' },
  };
  expect(refusedWhy(refused(add, 'limit-reached'))).toContain('written a lot today');
  expect(isHopeless(refused(notes, 'limit-reached'))).toBe(false);
});

test('CM13 what was not sent is told with its own words', () => {
  expect(whatIs({ command: send })).toBe('Your invite to ben@studio.example');
  expect(whatIs({ command: accept })).toBe('Accepting an invite');
  const reminder: Command = { name: 'reminder.set.v1', args: { reminderId: 'r', at: 0 } };
  expect(whatIs({ command: reminder })).toBe('A reminder');
});
