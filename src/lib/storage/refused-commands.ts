/** Refused commands as somebody reads them: with the track they were about, and without what a row tells. */
import type { RefusedCommand } from '#lib/ports/workspace.ts';
import type { RefusalCode } from '#shared/workspace/refusals.ts';
import { idIn, idMadeBy, idsIn, kindOf } from '#shared/workspace/command-kinds.ts';
import type { Command } from '#shared/workspace/commands.ts';
import type { OutboxRow } from './acts-database.ts';
import type { FeedDatabase } from './feed-database.ts';

export async function refusedCommands(
  feed: FeedDatabase,
  rows: readonly OutboxRow[],
): Promise<readonly RefusedCommand[]> {
  const told = await Promise.all(
    rows.map(async ({ id, command, code, at }) => {
      if (code && saysFate(code) && (await isToldByRow(feed, command))) return [];
      const track = await trackOf(feed, command);
      return [{ id, command, code: code ?? ('server-fault' as const), at, track }];
    }),
  );
  return told.flat();
}

const saysFate = (code: RefusalCode): boolean =>
  code === 'already-member' || code.startsWith('invite-');

/** The row about an invite says how it ended, on every device. */
async function isToldByRow(feed: FeedDatabase, command: Command): Promise<boolean> {
  const inviteId = idIn(command, 'invite');
  if (kindOf(command).answers !== 'invite' || inviteId === undefined) return false;
  const rows = await feed.notifications.where('body.data.inviteId').equals(inviteId).toArray();
  return rows.some(({ body }) => body.kind === 'invite.received');
}

async function trackOf(feed: FeedDatabase, command: Command): Promise<RefusedCommand['track']> {
  const { trackId, inviteId, commentId } = idsIn(command);
  const invite = inviteId === undefined ? undefined : await feed.invites.get(inviteId);
  const comment = commentId === undefined ? undefined : await feed.comments.get(commentId);
  const id = trackId ?? invite?.body.trackId ?? comment?.body.trackId;
  if (id === undefined) return null;
  // It says its title itself.
  if (idMadeBy(command) === id) return { id, title: null };
  const held = await feed.tracks.get(id);
  const title = held?.body.title ?? invite?.body.trackTitle ?? (await titleToldOf(feed, id));
  return { id, title };
}

/** What is gone from this device may still be named in the feed. */
async function titleToldOf(feed: FeedDatabase, trackId: string): Promise<string | null> {
  const row = await feed.notifications.where('body.track.id').equals(trackId).last();
  return row?.body.track?.title ?? null;
}
