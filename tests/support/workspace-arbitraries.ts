/**
 * These are small worlds for property tests: three people, few ids, so that commands meet each
 * other often. The commands are well-formed; whether they are allowed is what the tests find out.
 */
import fc from 'fast-check';
import type { Command } from '#shared/workspace/commands.ts';
import { stages } from '#shared/workspace/vocabulary.ts';
import { linkHashOf } from '#shared/workspace/invite-link.ts';
import type { Actor } from '#shared/workspace/slice.ts';

export const people: readonly Actor[] = ['Ana', 'Ben', 'Chloe'].map((name) => ({
  userId: `user-${name.toLowerCase()}`,
  name,
  email: `${name.toLowerCase()}@example.test`,
}));

const idOf = (kind: string, index: number) =>
  `0199${kind}-0000-7000-8000-${String(index).padStart(12, '0')}`;
const pool = (kind: string, size: number) =>
  fc.nat({ max: size - 1 }).map((index) => idOf(kind, index));

const trackId = pool('aaaa', 2);
const inviteId = pool('bbbb', 16);
const commentId = pool('cccc', 8);
/** The file that lies on a track, and its one version: no command makes them. */
export const broughtTo = (track: string) => ({
  fileId: track.replace('aaaa', 'ffff'),
  versionId: track.replace('aaaa', '9999'),
});
const fileOf = (track: string) => broughtTo(track).fileId;
const moment = fc
  .record({
    track: trackId,
    from: fc.constantFrom(0, 83_000),
    to: fc.option(fc.constant(100_000)),
  })
  .map(({ track, ...span }) => ({ ...broughtTo(track), ...span }));
const reminderId = pool('dddd', 4);
const ticketId = pool('eeee', 3);
const answer = fc.constantFrom('resolved' as const, 'still-open' as const, 'not-needed' as const);
const instant = fc.constantFrom(Date.UTC(2026, 10, 25), Date.UTC(2026, 11, 24));
const userId = fc.constantFrom(...people.map((person) => person.userId), 'user-nobody');
const email = fc.constantFrom(...people.map((person) => person.email), 'dora@example.test');
const secret = fc.constantFrom('a'.repeat(22), 'b'.repeat(22));
const stage = fc.constantFrom(...stages);
const text = fc.constantFrom('Bounce is up.', 'Kick is late.', 'x'.repeat(170));
const title = fc.constantFrom('Midnight Drive', 'Low Tide');
const day = fc.constantFrom('2026-11-27', '2026-12-24');
const timeZone = fc.constantFrom('Europe/Berlin', 'America/New_York');

const push = fc.record(
  {
    categories: fc.record({ deadline: fc.boolean(), support: fc.boolean() }, { requiredKeys: [] }),
    quietHours: fc.option(fc.constant({ from: '22:00', to: '08:00', timeZone: 'Europe/Berlin' })),
    hidePreviews: fc.boolean(),
  },
  { requiredKeys: [] },
);

const command = <Name extends Command['name']>(
  name: Name,
  args: fc.Arbitrary<Extract<Command, { name: Name }>['args']>,
) => args.map((value) => ({ name, args: value }));

export const arbitraryCommand: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 3,
    arbitrary: command('track.create.v1', fc.record({ trackId, title })),
  },
  command('track.rename.v1', fc.record({ trackId, title })),
  { weight: 3, arbitrary: command('track.setStage.v1', fc.record({ trackId, stage })) },
  {
    weight: 3,
    arbitrary: command('track.setDue.v1', fc.record({ trackId, dueOn: fc.option(day), timeZone })),
  },
  command('track.setNotes.v1', fc.record({ trackId, notes: text })),
  command('track.delete.v1', fc.record({ trackId })),
  {
    weight: 12,
    arbitrary: command('invite.send.v1', fc.record({ inviteId, trackId, email })),
  },
  {
    weight: 2,
    arbitrary: command(
      'invite.link.v1',
      fc.record({ inviteId, trackId, secretHash: secret.map(linkHashOf) }),
    ),
  },
  { weight: 28, arbitrary: command('invite.accept.v1', fc.record({ inviteId })) },
  { weight: 8, arbitrary: command('invite.accept.v1', fc.record({ inviteId, secret })) },
  { weight: 5, arbitrary: command('invite.decline.v1', fc.record({ inviteId })) },
  command('invite.revoke.v1', fc.record({ inviteId })),
  {
    weight: 3,
    arbitrary: command(
      'member.remove.v1',
      fc.record(
        { trackId, userId, keptInvites: fc.array(inviteId, { maxLength: 2 }) },
        { requiredKeys: ['trackId', 'userId'] },
      ),
    ),
  },
  { weight: 2, arbitrary: command('member.leave.v1', fc.record({ trackId })) },
  {
    weight: 7,
    arbitrary: command(
      'comment.add.v1',
      fc.record(
        {
          commentId,
          trackId,
          text,
          mentions: fc.array(userId, { maxLength: 2 }),
          moment,
          replyTo: commentId,
        },
        { requiredKeys: ['commentId', 'trackId', 'text', 'mentions'] },
      ),
    ),
  },
  { weight: 2, arbitrary: command('comment.resolve.v1', fc.record({ commentId })) },
  command('comment.reopen.v1', fc.record({ commentId })),
  command('file.rename.v1', fc.record({ fileId: trackId.map(fileOf), name: title })),
  command('file.removeVersion.v1', trackId.map(broughtTo)),
  command('comment.edit.v1', fc.record({ commentId, text })),
  command(
    'comment.edit.v2',
    fc.record({ commentId, text, mentions: fc.array(userId, { maxLength: 2 }) }),
  ),
  { weight: 2, arbitrary: command('comment.delete.v1', fc.record({ commentId })) },
  {
    weight: 2,
    arbitrary: command(
      'reminder.set.v1',
      fc.record({ reminderId, at: instant, text }).chain((args) =>
        fc.oneof(
          fc.constant(args),
          trackId.map((id) => ({ ...args, trackId: id })),
        ),
      ),
    ),
  },
  command('reminder.cancel.v1', fc.record({ reminderId })),
  command(
    'reminder.done.v1',
    fc.record({ reminderId, askedAt: instant }, { requiredKeys: ['reminderId'] }),
  ),
  command(
    'reminder.snooze.v1',
    fc.record(
      { reminderId, laterId: reminderId, at: instant, askedAt: instant },
      { requiredKeys: ['reminderId', 'laterId', 'at'] },
    ),
  ),
  command('ticket.open.v1', fc.record({ ticketId, subject: title, text })),
  command('ticket.reply.v1', fc.record({ ticketId, text })),
  command(
    'ticket.answer.v1',
    fc.record({ ticketId, answer, askedAt: instant }, { requiredKeys: ['ticketId', 'answer'] }),
  ),
  command('preferences.set.v1', fc.record({ push })),
  command('person.block.v1', fc.record({ userId, name: fc.constantFrom('Ana', 'Ben') })),
  command('person.unblock.v1', fc.record({ userId })),
);

export const arbitraryActor: fc.Arbitrary<Actor> = fc.constantFrom(...people);
