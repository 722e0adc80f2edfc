/**
 * A new name, carried to every track of the person: some at a time, in a timer of its own, so that
 * nobody waits for a thousand tracks. What others were told before keeps the name of that moment.
 */
import { memberOf, withEntry } from '#shared/workspace/slice.ts';
import type { Timer, WorkspaceTransaction } from '../storage/workspace-store.ts';
import { audienceOf, noContents } from './audience.ts';
import type { StepTime } from './step-time.ts';
import { tell } from './tell.ts';
import { renameTimer } from './timer-changes.ts';

/** @returns everybody whose log has moved */
export async function renameAccount(
  tx: WorkspaceTransaction,
  userId: string,
  name: string,
  at: number,
): Promise<ReadonlySet<string>> {
  await tx.renameUser(userId, name);
  await tx.setTimer({ key: renameTimer(userId), dueAt: at, attempts: 0, position: '' });
  const own = { kind: 'account', id: userId, op: 'upsert', trackId: null } as const;
  const entriesByUser = new Map([[userId, [own]]]);
  return tell(tx, { audience: { entriesByUser, lost: new Set() }, notices: [], at });
}

const tracksPerStep = 20;

export async function fireRename(
  tx: WorkspaceTransaction,
  timer: Timer,
  userId: string,
  { now, hasTime }: StepTime,
): Promise<ReadonlySet<string>> {
  const touched = new Set<string>();
  const name = await tx.nameOf(userId);
  const memberships =
    name === null ? [] : await tx.membershipsOf(userId, timer.position, tracksPerStep);
  let last: string | undefined;
  for (const { trackId } of memberships) {
    if (last !== undefined && !hasTime()) break;
    last = trackId;
    const before = await tx.loadSlice({ by: 'track', id: trackId }, {});
    const member = memberOf(before, trackId, userId);
    if (!member || name === null || member.name === name) continue;
    const members = withEntry(before.members, member.id, { ...member, name });
    const after = { ...before, members };
    await tx.saveSlice(before, after, now);
    const audience = audienceOf(before, after, trackId, noContents);
    for (const one of await tell(tx, { audience, trackId, notices: [], at: now })) touched.add(one);
  }
  const isDone = memberships.length < tracksPerStep && last === memberships.at(-1)?.trackId;
  if (last === undefined || isDone) await tx.dropTimer(timer.key);
  else await tx.setTimer({ ...timer, attempts: 0, position: last });
  return touched;
}
