/**
 * What it means that one person has blocked another, where the server decides. The blocked one is told
 * the same as ever, and nothing they can read says otherwise: an invite of theirs waits as one to an
 * address without an account does, and what they do on a shared track is there for everybody, only told
 * to the other no more.
 */
import { isHeard } from '#shared/notifications/heard.ts';
import type { Command } from '#shared/workspace/commands.ts';
import type { Actor } from '#shared/workspace/slice.ts';
import type {
  LogEntry,
  Told,
  WorkspaceReading,
  WorkspaceTransaction,
} from '../storage/workspace-store.ts';
import type { Notice } from './notifications-for.ts';

/** @returns those notices whose person has not blocked whoever acted */
export async function heard(
  tx: WorkspaceReading,
  notices: readonly Notice[],
): Promise<readonly Notice[]> {
  const blockersById = new Map<string, ReadonlySet<string>>();
  // All of one decision are about one person's doing, as a rule.
  for (const { facts } of notices) {
    const id = facts.actor?.id;
    if (id === undefined || blockersById.has(id) || isHeard(facts, () => true)) continue;
    const people = notices.map(({ to }) => to);
    blockersById.set(id, await tx.blockersOf(id, people));
  }
  return notices.filter(({ to, facts }) =>
    isHeard(facts, (id) => blockersById.get(id)?.has(to) ?? false),
  );
}

/** @returns the invited account; null where it is told nothing of this person, as if there were none */
export async function heardBy(
  tx: WorkspaceReading,
  inviteeId: string | null,
  { userId }: Actor,
): Promise<string | null> {
  if (inviteeId === null) return null;
  return (await tx.blockersOf(userId, [inviteeId])).has(inviteeId) ? null : inviteeId;
}

/** Whoever is gone by the time a block arrives cannot pester anybody, and no list keeps their name. */
export const isForNobody = async (
  tx: WorkspaceReading,
  { name, args }: Command,
): Promise<boolean> => name === 'person.block.v1' && (await tx.nameOf(args.userId)) === null;

interface Taken {
  readonly entries: readonly LogEntry[];
  readonly withdrawn: readonly Told[];
}

/** Invites that wait for whoever blocks their sender wait for nobody, and the rows of them go. */
export async function takeInvites(
  tx: WorkspaceTransaction,
  { name, args }: Command,
  { userId }: Actor,
  at: number,
): Promise<Taken> {
  const entries: LogEntry[] = [];
  const withdrawn: Told[] = [];
  if (name !== 'person.block.v1') return { entries, withdrawn };
  for (const id of await tx.pendingInvitesBy(args.userId, userId, at)) {
    await tx.attachInvite(id, null);
    entries.push({ kind: 'invite', id, op: 'gone', trackId: null });
    const rows = (await tx.rowsAbout(id)).filter((row) => row.userId === userId);
    withdrawn.push(...rows.map(({ record }) => ({ userId, notificationId: record.id })));
  }
  return { entries, withdrawn };
}
