/** Tracks, members and invites as decisions need them: slices in, differences out. */
import type { Transaction } from 'kysely';
import type { Scope } from '#shared/workspace/command-kinds.ts';
import type { Workspace } from '#shared/workspace/slice.ts';
import type { WorkspaceTransaction } from '../workspace-store.ts';
import { commentsOn, dropCommentsOf, loadComment, loadThread, saveComments } from './comments.ts';
import { changed, removed } from './differences.ts';
import { dropFilesOf, filesOn, loadFiles, saveFiles } from './files.ts';
import { loadReminder, loadTicket, savePersonal } from './personal.ts';
import { loadPreferences, savePreferences } from './preferences.ts';
import { fromInvite, fromMember, fromTrack, toInvite, toMember, toTrack } from './rows.ts';
import type { Tables } from './tables.ts';

type Slices = Pick<WorkspaceTransaction, 'loadSlice' | 'saveSlice'>;
type Counts = Pick<
  WorkspaceTransaction,
  | 'fileIds'
  | 'fileBytes'
  | 'files'
  | 'fileOfVersion'
  | 'isVersionKnown'
  | 'hashesReferred'
  | 'filesNaming'
  | 'countTracks'
  | 'countPendingInvites'
  | 'countInvitesSince'
  | 'waitingInvites'
  | 'attachInvite'
  | 'userIdByEmail'
>;
type Comments = ReturnType<typeof commentsOn>;
type Tx = Transaction<Tables>;

export const createSlices = (tx: Tx): Slices & Counts & Comments => ({
  ...countsOn(tx),
  ...commentsOn(tx),
  ...filesOn(tx),
  async loadSlice(scope, ids) {
    const trackId = scope === null ? '' : await trackIdOf(tx, scope);
    const tracks = tx.selectFrom('track').selectAll().where('id', '=', trackId);
    const members = tx.selectFrom('member').selectAll().where('track_id', '=', trackId);
    const invites = tx
      .selectFrom('invite')
      .selectAll()
      .where((where) =>
        where.or([where('track_id', '=', trackId), where('id', '=', ids.inviteId ?? '')]),
      );
    const said = await loadComment(tx, ids.commentId);
    const comments = [
      ...(said ? [said, ...(await loadThread(tx, said.trackId, said.id))] : []),
      ...(await loadThread(tx, trackId, ids.replyTo)),
    ];
    return {
      tracks: byId((await tracks.execute()).map(toTrack)),
      members: byId((await members.execute()).map(toMember)),
      invites: byId((await invites.execute()).map(toInvite)),
      comments: byId(comments),
      files: byId(ids.fileId === undefined ? [] : await loadFiles(tx, [ids.fileId])),
      reminders: byId([
        ...(await loadReminder(tx, ids.reminderId)),
        ...(await loadReminder(tx, ids.laterId)),
      ]),
      tickets: byId(await loadTicket(tx, ids.ticketId)),
      preferences: byId(await loadPreferences(tx, ids.preferencesOf)),
    };
  },
  async saveSlice(before, after, at) {
    await saveTracks(tx, before, after, at);
    await saveMembers(tx, before, after);
    await saveInvites(tx, before, after);
    await saveComments(tx, before, after);
    await saveFiles(tx, before, after);
    await savePersonal(tx, before, after);
    await savePreferences(tx, before, after);
  },
});

/** An id nobody knows finds nothing: the empty text is no track's id. */
async function trackIdOf(tx: Tx, scope: Scope): Promise<string> {
  if (scope.by === 'track') return scope.id;
  const row = await tx
    .selectFrom(scope.by)
    .select('track_id')
    .where('id', '=', scope.id)
    .executeTakeFirst();
  return row?.track_id ?? '';
}

async function saveTracks(tx: Tx, before: Workspace, after: Workspace, at: number): Promise<void> {
  for (const track of changed(before.tracks, after.tracks)) {
    const row = fromTrack(track);
    await tx
      .insertInto('track')
      .values(row)
      .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
      .execute();
  }
  for (const { id } of removed(before.tracks, after.tracks)) {
    await tx
      .updateTable('track')
      .set({ title: '', notes: '', due_on: null, due_ends_at: null, deleted_at: at })
      .where('id', '=', id)
      .execute();
    await tx.deleteFrom('member').where('track_id', '=', id).execute();
    await dropCommentsOf(tx, id);
    await dropFilesOf(tx, id);
  }
}

async function saveMembers(tx: Tx, before: Workspace, after: Workspace): Promise<void> {
  for (const member of changed(before.members, after.members)) {
    const row = fromMember(member);
    await tx
      .insertInto('member')
      .values(row)
      .onConflict((conflict) => conflict.columns(['track_id', 'user_id']).doUpdateSet(row))
      .execute();
  }
  for (const { trackId, userId } of removed(before.members, after.members)) {
    await tx
      .deleteFrom('member')
      .where('track_id', '=', trackId)
      .where('user_id', '=', userId)
      .execute();
  }
}

async function saveInvites(tx: Tx, before: Workspace, after: Workspace): Promise<void> {
  for (const invite of changed(before.invites, after.invites)) {
    const row = fromInvite(invite);
    await tx
      .insertInto('invite')
      .values(row)
      .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
      .execute();
  }
  for (const { id } of removed(before.invites, after.invites)) {
    await tx.deleteFrom('invite').where('id', '=', id).execute();
  }
}

const countsOn = (tx: Tx): Omit<Counts, keyof ReturnType<typeof filesOn>> => ({
  async countTracks(userId) {
    const { count } = await tx
      .selectFrom('member')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('user_id', '=', userId)
      .executeTakeFirstOrThrow();
    return count;
  },

  async countPendingInvites(email, inviterId, now) {
    const { count } = await pendingInvites(tx, email, now)
      .where('inviter_id', '=', inviterId)
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    return count;
  },

  async countInvitesSince(inviterId, since, { email, trackId }) {
    let asked = tx
      .selectFrom('invite')
      .where('inviter_id', '=', inviterId)
      .where('created_at', '>', since)
      .where('state', '<>', 'accepted')
      // A link asks nobody.
      .where('email', '<>', '');
    if (email !== undefined) asked = asked.where('email', '=', email);
    if (trackId !== undefined) asked = asked.where('track_id', '=', trackId);
    const { count } = await asked
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    return count;
  },

  async waitingInvites(email, now) {
    const blocked = tx
      .selectFrom('blocked')
      .innerJoin('user', 'user.id', 'blocked.user_id')
      .select('blocked.blocked_id')
      .where('user.email', '=', email);
    const rows = await pendingInvites(tx, email, now)
      .where('invitee_id', 'is', null)
      .where('inviter_id', 'not in', blocked)
      .selectAll()
      .orderBy('created_at')
      .orderBy('id')
      .execute();
    return rows.map(toInvite);
  },

  async attachInvite(inviteId, userId) {
    await tx.updateTable('invite').set({ invitee_id: userId }).where('id', '=', inviteId).execute();
  },

  async userIdByEmail(email) {
    const row = await tx
      .selectFrom('user')
      .select('id')
      .where('email', '=', email)
      .executeTakeFirst();
    return row?.id ?? null;
  },
});

const pendingInvites = (tx: Tx, email: string, now: number) =>
  tx
    .selectFrom('invite')
    .where('email', '=', email)
    .where('state', '=', 'pending')
    .where('expires_at', '>', now);

const byId = <T extends { readonly id: string }>(items: readonly T[]): ReadonlyMap<string, T> =>
  new Map(items.map((item) => [item.id, item]));
