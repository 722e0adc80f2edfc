import { expect, test } from 'vitest';
import type { RefusedCommand } from '#lib/ports/workspace.ts';
import type { Command } from '#shared/workspace/commands.ts';
import { isHopeless, refusedWhy, typedText } from './refusal.ts';

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
  expect(isHopeless(refused(accept, 'limit-reached'))).toBe(false);
  expect(isHopeless(refused(send, 'already-member'))).toBe(false);
  expect(isHopeless(refused(send, 'server-fault'))).toBe(false);
});

test.each<readonly [Command, string | null]>([
  [{ name: 'track.create.v1', args: { trackId: 't', title: 'Low Tide' } }, 'Low Tide'],
  [{ name: 'track.rename.v1', args: { trackId: 't', title: 'High Tide' } }, 'High Tide'],
  [send, 'ben@studio.example'],
  [{ name: 'comment.add.v1', args: { commentId: 'c', trackId: 't', text: 'Louder.' } }, 'Louder.'],
  [{ name: 'track.setNotes.v1', args: { trackId: 't', notes: '112 bpm' } }, '112 bpm'],
  [
    { name: 'ticket.open.v1', args: { ticketId: 'k', subject: 'Stems', text: 'Twice.' } },
    'Stems\n\nTwice.',
  ],
  [{ name: 'track.setStage.v1', args: { trackId: 't', stage: 'mixing' } }, null],
])('CM13 what was typed can be copied: %j', (command, text) => {
  expect(typedText(command)).toBe(text);
});
