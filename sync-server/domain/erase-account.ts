/**
 * An account that is deleted. Its sign-in goes at once, in one transaction with a timer; from then on
 * nobody can come in. What it leaves behind goes by that timer, a little at a time: its tracks are
 * deleted and others left, as their people would expect of anybody who goes; what it said elsewhere
 * loses words and name; the rest was its own, and is dropped. Each step does what is left to do, so one
 * that was cut off is taken up again. A second sweep catches what was on its way when the first began; then
 * its name goes out of what others were told.
 */
import { assert } from '#shared/base/assert.ts';
import { minute } from '#shared/base/time.ts';
import type { Command } from '#shared/workspace/commands.ts';
import type { Comment, File, Invite } from '#shared/workspace/entities.ts';
import type { Actor, Workspace } from '#shared/workspace/slice.ts';
import type { LogEntry, Timer, Told, WorkspaceTransaction } from '../storage/workspace-store.ts';
import { audienceOf, noContents } from './audience.ts';
import { judge } from './decide-command.ts';
import { retellGone } from './retell.ts';
import type { StepTime } from './step-time.ts';
import { tell } from './tell.ts';
import { eraseTimer, reminderTimer, unnameTimer } from './timer-changes.ts';

/** @returns the sessions it had: they are over */
export async function removeAccount(
  tx: WorkspaceTransaction,
  { userId, name }: Actor,
  at: number,
): Promise<readonly string[]> {
  await tx.setTimer({ key: eraseTimer(userId), dueAt: at, attempts: 0, position: name });
  return tx.removeUser(userId);
}

/** No request that came in before lives longer. */
const secondSweepMs = 2 * minute;

/** @param timer its position is the name the account had; empty in the second sweep */
export async function fireErase(
  tx: WorkspaceTransaction,
  timer: Timer,
  userId: string,
  { now, hasTime }: StepTime,
): Promise<ReadonlySet<string>> {
  const actor = { userId, name: timer.position, email: '' };
  for (const step of [
    leaveTracks,
    declineInvites,
    forgetInvites,
    unsay,
    unname,
    unnameSettled,
    takeBack,
    unblock,
    dropReminders,
    dropTickets,
  ]) {
    const touched = await step(tx, actor, now, hasTime);
    if (touched === null) continue;
    await tx.setTimer({ ...timer, attempts: 0, dueAt: now });
    return touched;
  }
  const isClean = await tx.dropOwnRows(userId, rowsPerStep);
  if (!isClean) await tx.setTimer({ ...timer, attempts: 0, dueAt: now });
  else if (timer.position === '') {
    await tx.dropTimer(timer.key);
    await tx.setTimer({ key: unnameTimer(userId), dueAt: now, attempts: 0, position: '' });
  } else {
    const dueAt = now + secondSweepMs;
    await tx.setTimer({ ...timer, attempts: 0, dueAt, position: '' });
  }
  return new Set();
}

/** A part of the work. @returns everybody whose log has moved, or null where nothing was left to do */
type Step = (
  tx: WorkspaceTransaction,
  actor: Actor,
  now: number,
  hasTime: StepTime['hasTime'],
) => Promise<ReadonlySet<string> | null>;

const tracksPerStep = 10;
const invitesPerStep = 50;
const commentsPerStep = 50;
const filesPerStep = 50;
const personalPerStep = 100;
const rowsPerStep = 1_000;

const leaveTracks: Step = async (tx, actor, now, hasTime) => {
  const memberships = await tx.membershipsOf(actor.userId, '', tracksPerStep);
  const commands = memberships.map(({ trackId, role }): Command =>
    role === 'owner'
      ? { name: 'track.delete.v1', args: { trackId } }
      : { name: 'member.leave.v1', args: { trackId } },
  );
  return carryOut(tx, actor, commands, { now, hasTime });
};

/** An address that nobody has any more can be invited again. */
const declineInvites: Step = async (tx, actor, now, hasTime) => {
  const ids = await tx.pendingInvitesOf(actor.userId, now, tracksPerStep);
  const commands = ids.map((inviteId): Command => ({
    name: 'invite.decline.v1',
    args: { inviteId },
  }));
  return carryOut(tx, actor, commands, { now, hasTime });
};

/** Others are told how an invite ended, and not any more by whom it was or to which address. */
const forgetInvites: Step = async (tx, { userId }, now) => {
  const invites = await tx.invitesNaming(userId, invitesPerStep);
  const trackId = invites[0]?.trackId;
  if (trackId === undefined) return null;
  const slice = await tx.loadSlice({ by: 'track', id: trackId }, {});
  const some = invites.filter((invite) => invite.trackId === trackId);
  const before: Workspace = { ...slice, invites: new Map(some.map((it) => [it.id, it])) };
  // What waited had expired, or the track it led to had been left: nobody can have answered.
  const nameless = (invite: Invite): Invite => ({
    ...invite,
    ...(invite.inviteeId === userId && { email: '' }),
    ...(invite.inviterId === userId && { inviterName: '' }),
    ...(invite.state === 'pending' && { state: 'revoked', answeredAt: now }),
  });
  const after = { ...before, invites: new Map(some.map((it) => [it.id, nameless(it)])) };
  await tx.saveSlice(before, after, now);
  return tell(tx, {
    audience: audienceOf(before, after, trackId, noContents),
    notices: [],
    at: now,
  });
};

async function carryOut(
  tx: WorkspaceTransaction,
  actor: Actor,
  commands: readonly Command[],
  { now, hasTime }: StepTime,
): Promise<ReadonlySet<string> | null> {
  if (commands.length === 0) return null;
  const touched = new Set<string>();
  for (const [index, command] of commands.entries()) {
    if (index > 0 && !hasTime()) break;
    const verdict = await judge(tx, actor, command, undefined, now);
    assert(!verdict.refusal, `leaving is refused: ${verdict.refusal?.code ?? ''}`);
    for (const userId of verdict.touched) touched.add(userId);
  }
  return touched;
}

/** Comments stay, as others answered them; without words and name. */
const unsay: Step = async (tx, { userId }, now) => {
  const comments = await tx.commentsBy(userId, commentsPerStep);
  const trackId = comments[0]?.trackId;
  if (trackId === undefined) return null;
  const slice = await tx.loadSlice({ by: 'track', id: trackId }, {});
  const said = comments.filter((comment) => comment.trackId === trackId);
  const before: Workspace = { ...slice, comments: new Map(said.map((it) => [it.id, it])) };
  const blank = { authorName: '', text: '', mentions: [] };
  const after = {
    ...before,
    comments: new Map(said.map((comment) => [comment.id, { ...comment, ...blank }])),
  };
  const retold = await retellGone(tx, before, trackId, said);
  await tx.saveSlice(before, after, now);
  const rewritten: Told[] = [...retold.rewritten];
  for (const { id } of said) rewritten.push(...(await tx.blankExcerptsOfComment(id)));
  const audience = audienceOf(before, after, trackId, noContents);
  return tell(tx, {
    audience,
    trackId,
    notices: [],
    rewritten,
    withdrawn: retold.withdrawn,
    at: now,
  });
};

/** What they shared elsewhere stays with its track, without their name. */
const unname: Step = async (tx, { userId }, now) => {
  const files = await tx.filesNaming(userId, filesPerStep);
  const trackId = files[0]?.trackId;
  if (trackId === undefined) return null;
  const slice = await tx.loadSlice({ by: 'track', id: trackId }, {});
  const some = files.filter((file) => file.trackId === trackId);
  const before: Workspace = { ...slice, files: new Map(some.map((file) => [file.id, file])) };
  const nameless = (file: File): File => ({
    ...file,
    versions: file.versions.map((version) =>
      version.addedById === userId ? { ...version, addedByName: '' } : version,
    ),
  });
  const after = { ...before, files: new Map(some.map((file) => [file.id, nameless(file)])) };
  await tx.saveSlice(before, after, now);
  return tell(tx, {
    audience: audienceOf(before, after, trackId, noContents),
    notices: [],
    at: now,
  });
};

/** What they settled elsewhere stays so, without their name. */
const unnameSettled: Step = async (tx, { userId }, now) => {
  const comments = await tx.commentsResolvedBy(userId, commentsPerStep);
  const trackId = comments[0]?.trackId;
  if (trackId === undefined) return null;
  const slice = await tx.loadSlice({ by: 'track', id: trackId }, {});
  const some = comments.filter((comment) => comment.trackId === trackId);
  const before: Workspace = { ...slice, comments: new Map(some.map((it) => [it.id, it])) };
  const nameless = (comment: Comment): Comment => ({
    ...comment,
    ...(comment.resolved && { resolved: { ...comment.resolved, byName: '' } }),
  });
  const after = { ...before, comments: new Map(some.map((it) => [it.id, nameless(it)])) };
  await tx.saveSlice(before, after, now);
  return tell(tx, {
    audience: audienceOf(before, after, trackId, noContents),
    notices: [],
    at: now,
  });
};

/** What others were told, and kept when a track went, says nothing of theirs any more. */
const takeBack: Step = async (tx, { userId }, now) => {
  const rewritten = await tx.blankExcerptsBy(userId, rowsPerStep);
  return rewritten.length === 0 ? null : tell(tx, { notices: [], rewritten, at: now });
};

/** Nobody has to be told nothing of them any more. */
const unblock: Step = async (tx, { userId }, now) => {
  const blockers = await tx.unblockEverywhere(userId, rowsPerStep);
  if (blockers.length === 0) return null;
  const rowOf = (id: string): LogEntry => ({
    kind: 'preferences',
    id,
    op: 'upsert',
    trackId: null,
  });
  const entriesByUser = new Map(blockers.map((id) => [id, [rowOf(id)]]));
  return tell(tx, { audience: { entriesByUser, lost: new Set() }, notices: [], at: now });
};

const dropReminders: Step = async (tx, { userId }) => {
  const ids = await tx.dropReminders(userId, personalPerStep);
  for (const id of ids) await tx.dropTimer(reminderTimer(id));
  return ids.length === 0 ? null : new Set();
};

const dropTickets: Step = async (tx, { userId }, now) => {
  const ids = await tx.dropTickets(userId, personalPerStep);
  if (ids.length === 0) return null;
  const gone = ids.map((id): LogEntry => ({ kind: 'ticket', id, op: 'gone', trackId: null }));
  const entriesByUser = new Map((await tx.supportIds()).map((id) => [id, gone]));
  return tell(tx, { audience: { entriesByUser, lost: new Set() }, notices: [], at: now });
};
