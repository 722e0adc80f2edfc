/**
 * What a decision means for each person's change log: members see what changed, who gains the track
 * gets all of it, who loses it gets one row that takes everything away, and the invited see their
 * invite either way. Pure: from the slice before and after.
 */
import type { EntityKind } from '#shared/protocol/messages.ts';
import { membersOf, type Workspace } from '#shared/workspace/slice.ts';
import type { LogEntry } from '../storage/workspace-store.ts';

export interface Audience {
  /** Rows by person, in the order a device can use them: the track first. */
  readonly entriesByUser: ReadonlyMap<string, readonly LogEntry[]>;
  /** People who may not see the track any more. */
  readonly lost: ReadonlySet<string>;
}

/** Ids of what is on a track and in no slice. */
export interface TrackContents {
  readonly comments: readonly string[];
  readonly files: readonly string[];
}
export const noContents: TrackContents = { comments: [], files: [] };

/** @param contents of the track as it is now, for people who gain it */
export function audienceOf(
  before: Workspace,
  after: Workspace,
  trackId: string,
  contents: TrackContents,
): Audience {
  const were = usersOf(before, trackId);
  const are = usersOf(after, trackId);
  const lost = new Set([...were].filter((userId) => !are.has(userId)));
  const isGained = [...are].some((userId) => !were.has(userId));
  const differences = differencesOf(before, after, trackId);
  // An invite that is gone was somebody's before.
  const known = { ...after, invites: new Map([...before.invites, ...after.invites]) };
  const entriesByUser = new Map<string, readonly LogEntry[]>();
  const tell = (userId: string, rows: readonly LogEntry[]) => {
    if (rows.length > 0) entriesByUser.set(userId, ownedBy(userId, rows, known));
  };

  for (const userId of invitedIn(known, trackId)) {
    tell(userId, differences.filter(isInviteOf(userId, known)));
  }
  for (const userId of lost) {
    const rows = differences.filter(isInviteOf(userId, known));
    tell(userId, [...rows, { kind: 'track-gone', id: trackId, op: 'gone', trackId: null }]);
  }
  const everything = isGained ? everythingOf(after, trackId, contents) : [];
  for (const userId of are) tell(userId, were.has(userId) ? differences : everything);
  return { entriesByUser, lost };
}

/**
 * Reminders and preferences are their owner's, tickets their author's and support's.
 * @param supportIds everybody of the staff, where tickets are concerned
 * @param goneReminders dropped to keep the list short
 */
export function personalAudience(
  before: Workspace,
  after: Workspace,
  supportIds: readonly string[],
  goneReminders: readonly string[],
): Audience {
  const entriesByUser = new Map<string, readonly LogEntry[]>();
  const tell = (userId: string, row: LogEntry) =>
    entriesByUser.set(userId, [...(entriesByUser.get(userId) ?? []), row]);
  for (const [id, reminder] of after.reminders) {
    if (before.reminders.get(id) === reminder) continue;
    tell(reminder.ownerId, entry('reminder', id, 'upsert', null));
    for (const gone of goneReminders) tell(reminder.ownerId, entry('reminder', gone, 'gone', null));
  }
  for (const [id, ticket] of after.tickets) {
    if (before.tickets.get(id) === ticket) continue;
    for (const userId of new Set([ticket.authorId, ...supportIds])) {
      tell(userId, entry('ticket', id, 'upsert', null));
    }
  }
  for (const [userId, preferences] of after.preferences) {
    if (before.preferences.get(userId) === preferences) continue;
    tell(userId, entry('preferences', userId, 'upsert', null));
  }
  return { entriesByUser, lost: new Set() };
}

/** More rows for one person. */
export function withEntries(
  audience: Audience,
  userId: string,
  entries: readonly LogEntry[],
): Audience {
  if (entries.length === 0) return audience;
  const theirs = [...(audience.entriesByUser.get(userId) ?? []), ...entries];
  const entriesByUser = new Map([...audience.entriesByUser, [userId, theirs]]);
  return { ...audience, entriesByUser };
}

const usersOf = (workspace: Workspace, trackId: string): ReadonlySet<string> =>
  new Set(membersOf(workspace, trackId).map(({ userId }) => userId));

function invitedIn(workspace: Workspace, trackId: string): ReadonlySet<string> {
  const invited = new Set<string>();
  for (const invite of workspace.invites.values()) {
    if (invite.trackId === trackId && invite.inviteeId !== null) invited.add(invite.inviteeId);
  }
  return invited;
}

const isInviteOf = (userId: string, workspace: Workspace) => (row: LogEntry) =>
  row.kind === 'invite' && workspace.invites.get(row.id)?.inviteeId === userId;

/** A person's own invites do not go with the track: their feed still shows how they ended. */
const ownedBy = (userId: string, rows: readonly LogEntry[], workspace: Workspace): LogEntry[] =>
  rows.map((row) => (isInviteOf(userId, workspace)(row) ? { ...row, trackId: null } : row));

const kindsInOrder = ['track', 'member', 'invite', 'comment', 'file'] as const;

function differencesOf(before: Workspace, after: Workspace, trackId: string): LogEntry[] {
  const rows: LogEntry[] = [];
  for (const kind of kindsInOrder) {
    const [was, is] = [before[`${kind}s`], after[`${kind}s`]];
    for (const [id, value] of is) {
      if (was.get(id) !== value) rows.push(entry(kind, id, 'upsert', trackId));
    }
    for (const id of was.keys()) if (!is.has(id)) rows.push(entry(kind, id, 'gone', trackId));
  }
  return rows;
}

function everythingOf(
  workspace: Workspace,
  trackId: string,
  { comments, files }: TrackContents,
): LogEntry[] {
  const rows = [entry('track', trackId, 'upsert', trackId)];
  for (const { id } of membersOf(workspace, trackId)) {
    rows.push(entry('member', id, 'upsert', trackId));
  }
  for (const invite of workspace.invites.values()) {
    if (invite.trackId === trackId) rows.push(entry('invite', invite.id, 'upsert', trackId));
  }
  for (const id of comments) rows.push(entry('comment', id, 'upsert', trackId));
  for (const id of files) rows.push(entry('file', id, 'upsert', trackId));
  return rows;
}

const entry = (
  kind: EntityKind,
  id: string,
  op: LogEntry['op'],
  trackId: string | null,
): LogEntry => ({ kind, id, op, trackId });
