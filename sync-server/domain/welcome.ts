/**
 * What an account is told of itself. A person's first contact: their head, and the invites that waited for their address. An invite that
 * waited becomes theirs, is told to them as if it had just come, and to the track's members as known.
 */
import { withEntry, type Actor } from '#shared/workspace/slice.ts';
import type {
  LogEntry,
  WorkspaceReading,
  WorkspaceTransaction,
} from '../storage/workspace-store.ts';
import { audienceOf, noContents } from './audience.ts';
import { inviteReceived } from './notifications-for.ts';
import { newEpoch, tell } from './tell.ts';

/** @returns whether there is anything to do; most contacts are not the first */
export async function isNewcomer(tx: WorkspaceReading, actor: Actor, at: number): Promise<boolean> {
  const heads = await tx.heads([actor.userId]);
  return heads.size === 0 || (await tx.waitingInvites(actor.email, at)).length > 0;
}

/** @returns everybody whose log has moved */
export async function welcome(
  tx: WorkspaceTransaction,
  actor: Actor,
  at: number,
): Promise<ReadonlySet<string>> {
  await tx.createHead(actor.userId, newEpoch(at));
  const touched = new Set<string>();
  for (const waiting of await tx.waitingInvites(actor.email, at)) {
    const { id, trackId } = waiting;
    const invite = { ...waiting, inviteeId: actor.userId };
    const before = await tx.loadSlice({ by: 'invite', id }, {});
    const after = { ...before, invites: withEntry(before.invites, id, invite) };
    await tx.attachInvite(id, actor.userId);
    const people = await tell(tx, {
      audience: audienceOf(before, after, trackId, noContents),
      trackId,
      notices: inviteReceived(after, id),
      at,
    });
    for (const userId of people) touched.add(userId);
  }
  return touched;
}

/** A support account sees every ticket there is, and is told that it is one. */
export async function welcomeSupport(
  tx: WorkspaceTransaction,
  userId: string,
  at: number,
): Promise<ReadonlySet<string>> {
  if (!(await tx.addSupport(userId, at))) return new Set();
  const row = (kind: 'account' | 'ticket', id: string): LogEntry => ({
    kind,
    id,
    op: 'upsert',
    trackId: null,
  });
  const tickets = (await tx.ticketIds()).map((id) => row('ticket', id));
  const entriesByUser = new Map([[userId, [row('account', userId), ...tickets]]]);
  return tell(tx, { audience: { entriesByUser, lost: new Set() }, notices: [], at });
}

/** What only the staff may see goes from its devices. */
export async function dismissSupport(
  tx: WorkspaceTransaction,
  userId: string,
  at: number,
): Promise<ReadonlySet<string>> {
  if (!(await tx.removeSupport(userId))) return new Set();
  const row = (kind: 'account' | 'ticket', id: string, op: LogEntry['op']): LogEntry => ({
    kind,
    id,
    op,
    trackId: null,
  });
  const ids = await tx.ticketIds();
  const asked = ids.map((id) => row('ticket', id, 'upsert'));
  const { ticket: own } = await tx.bodiesFor(userId, asked);
  const gone = ids.filter((id) => !own.has(id)).map((id) => row('ticket', id, 'gone'));
  const entriesByUser = new Map([[userId, [row('account', userId, 'upsert'), ...gone]]]);
  return tell(tx, { audience: { entriesByUser, lost: new Set() }, notices: [], at });
}

export const tellSignedIn = (
  tx: WorkspaceTransaction,
  userId: string,
  device: string,
  at: number,
): Promise<ReadonlySet<string>> =>
  tell(tx, {
    notices: [
      {
        to: userId,
        facts: { kind: 'account.signed-in', actor: null, track: null, data: { device } },
      },
    ],
    at,
  });
