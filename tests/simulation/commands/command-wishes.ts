/** A wish is what a person of the command simulation would like to do, from what they see. */
import type { Account } from '#lib/ports/account.ts';
import type { Random } from '#shared/base/random.ts';
import type { Command } from '#shared/workspace/commands.ts';
import { stages } from '#shared/workspace/vocabulary.ts';
import type { Workspace } from '#shared/workspace/slice.ts';
import { people } from '../../support/workspace-arbitraries.ts';

export interface WishSource {
  readonly random: Random;
  /** Makes ids for what is made. */
  readonly id: () => string;
  /** Each is written once, so that it is seen where something takes effect twice. */
  readonly text: () => string;
}

/** @returns null where it comes to nothing; the server may refuse it all the same */
export function wishFor(
  { userId }: Account,
  workspace: Workspace,
  { random, id, text }: WishSource,
): Command | null {
  const some = <T>(map: ReadonlyMap<string, T>): T | undefined =>
    map.size > 0 ? random.pick([...map.values()]) : undefined;
  const track = some(workspace.tracks);
  const kind = random.int(20);
  if (kind < 2 || !track) {
    const answerable = [...workspace.invites.values()].filter(
      ({ state, inviterId }) => state === 'pending' && inviterId !== userId,
    );
    if (answerable.length > 0) {
      const { id: inviteId } = random.pick(answerable);
      return random.int(4) === 0
        ? { name: 'invite.decline.v1', args: { inviteId } }
        : { name: 'invite.accept.v1', args: { inviteId } };
    }
    if (workspace.tracks.size >= 4) return null;
    return {
      name: 'track.create.v1',
      args: { trackId: id(), title: 'Midnight Drive' },
    };
  }
  const trackId = track.id;
  if (kind < 6) return { name: 'track.setStage.v1', args: { trackId, stage: random.pick(stages) } };
  if (kind < 7) return { name: 'track.rename.v1', args: { trackId, title: text() } };
  if (kind < 8) return { name: 'track.setNotes.v1', args: { trackId, notes: text() } };
  if (kind < 13) {
    const commentId = id();
    const answered = random.int(2) === 0 ? undefined : some(workspace.comments);
    const about = answered ? { trackId: answered.trackId, replyTo: answered.id } : { trackId };
    return { name: 'comment.add.v1', args: { commentId, ...about, text: text() } };
  }
  if (kind < 15) {
    const { email } = random.pick(people);
    return { name: 'invite.send.v1', args: { inviteId: id(), trackId, email } };
  }
  if (kind < 16) {
    const comment = some(workspace.comments);
    if (!comment) return null;
    const args = { commentId: comment.id };
    if (random.int(2) === 0) {
      return comment.resolved
        ? { name: 'comment.reopen.v1', args }
        : { name: 'comment.resolve.v1', args };
    }
    return random.int(2) === 0
      ? {
          name: 'comment.edit.v2',
          args: {
            commentId: comment.id,
            text: text(),
            mentions: [random.pick(people).userId],
          },
        }
      : { name: 'comment.delete.v1', args };
  }
  if (kind < 17) {
    const invite = some(workspace.invites);
    return invite ? { name: 'invite.revoke.v1', args: { inviteId: invite.id } } : null;
  }
  if (kind < 18) {
    const { userId } = random.pick(people);
    return { name: 'member.remove.v1', args: { trackId, userId } };
  }
  if (kind < 19) return { name: 'member.leave.v1', args: { trackId } };
  return random.int(4) === 0 ? { name: 'track.delete.v1', args: { trackId } } : null;
}
