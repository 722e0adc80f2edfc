/**
 * One command inside its transaction: known outcome or device number, slice, rules, limits, version,
 * reducer, rows, log and notifications, outcome. A refusal is an outcome like any other; only a fault
 * of the server throws, and undoes all of it.
 */
import { assert } from '#shared/base/assert.ts';
import type { RefusalCode } from '#shared/workspace/refusals.ts';
import {
  endedRemindersKept,
  outcomeLifetimeMs,
  outcomesPerUser,
} from '#shared/workspace/limits.ts';
import type { CommandOutcome, SentCommand } from '#shared/protocol/messages.ts';
import { idsIn, kindOf, scopeOf } from '#shared/workspace/command-kinds.ts';
import {
  parseCommand,
  type Command,
  type CommandArgs,
  type CommandName,
} from '#shared/workspace/commands.ts';
import { linkHashOf } from '#shared/workspace/invite-link.ts';
import { reduce } from '#shared/workspace/reduce.ts';
import { refusalOf } from '#shared/workspace/rules.ts';
import { memberOf, type Actor, type Workspace } from '#shared/workspace/slice.ts';
import type { StoredOutcome, UserHead, WorkspaceTransaction } from '../storage/workspace-store.ts';
import {
  audienceOf,
  noContents,
  personalAudience,
  withEntries,
  type Audience,
} from './audience.ts';
import { bodyHashOf } from './body-hash.ts';
import { heard, heardBy, isForNobody, takeInvites } from './blocking.ts';
import { limitRefusalOf } from './limit-refusal.ts';
import { notificationsFor } from './notifications-for.ts';
import { standingOf, type Standing } from './numbering.ts';
import { newEpoch, tell } from './tell.ts';
import { announcementTimer, saveTimers, timerChanges } from './timer-changes.ts';
import { retold, untrueDeadlines } from './untrue-rows.ts';
import { bytesWrittenBy, roomToWrite } from './written.ts';
import { welcome } from './welcome.ts';

export type Decision =
  | { readonly kind: 'conflict'; readonly last: number }
  | {
      readonly kind: 'decided';
      readonly outcome: CommandOutcome;
      /** Whose log has moved. */
      readonly touched: ReadonlySet<string>;
      /** A timer was set or dropped. */
      readonly isTimed: boolean;
    };

/** Each new outcome drops this many too old ones: the table stops growing without a timer. */
const prunedPerCommand = 2;
const nobody: ReadonlySet<string> = new Set();

export async function decideCommand(
  tx: WorkspaceTransaction,
  actor: Actor,
  sent: SentCommand,
  at: number,
): Promise<Decision> {
  const { userId } = actor;
  const bodyHash = bodyHashOf(sent);
  const known = await tx.outcome(userId, sent.id);
  if (known) {
    const head = await headOf(tx, userId);
    const outcome = repeated(known, bodyHash, head);
    return { kind: 'decided', outcome, touched: nobody, isTimed: false };
  }
  const { standing, last } = await standingOf(tx, userId, sent);
  if (standing === 'passed') return { kind: 'conflict', last };
  await tx.createHead(userId, newEpoch(at));
  if (standing !== 'next') {
    const head = await headOf(tx, userId);
    const outcome = unnumbered(sent.id, standing, last, head);
    return { kind: 'decided', outcome, touched: nobody, isTimed: false };
  }
  await tx.setLastNumber(userId, sent.device, sent.n);

  const parsed = parseCommand(sent.name, sent.args);
  const verdict: Verdict = parsed.ok
    ? await judgeWithin(tx, actor, parsed.value, sent.ifVersion, at)
    : { refusal: parsed.error, touched: nobody };

  const { epoch, seq } = await headOf(tx, userId);
  const outcome: CommandOutcome = verdict.refusal
    ? { id: sent.id, status: 'refused', ...verdict.refusal, epoch, seq }
    : { id: sent.id, status: 'done', epoch, seq };
  // What the track was is told once; whoever asks again reads it by the log.
  const { current: _, ...kept } = outcome;
  await tx.storeOutcome(userId, { bodyHash, outcome: kept }, sent, at);
  await tx.pruneOutcomes(at - outcomeLifetimeMs, prunedPerCommand);
  await tx.pruneOutcomesOf(userId, outcomesPerUser, prunedPerCommand);
  const { touched, isTimed = false } = verdict;
  return { kind: 'decided', outcome, touched, isTimed };
}

/**
 * The outcome as it was answered first. In another epoch its seq means nothing, and the device would
 * wait for ever to pass it: all of that epoch is further on.
 */
function repeated(known: StoredOutcome, bodyHash: string, head: UserHead): CommandOutcome {
  const { outcome } = known;
  const { id, epoch, seq } =
    outcome.epoch === head.epoch ? outcome : { ...outcome, epoch: head.epoch, seq: head.seq };
  return known.bodyHash === bodyHash
    ? { ...outcome, epoch, seq }
    : { id, status: 'refused', code: 'reused-id', epoch, seq };
}

/** Refused without being judged. Nothing of it is stored, as its number says the same the next time. */
const unnumbered = (
  id: string,
  standing: Exclude<Standing, 'next' | 'passed'>,
  last: number,
  { epoch, seq }: UserHead,
): CommandOutcome =>
  standing === 'forgotten'
    ? { id, status: 'refused', code: 'too-old', last, epoch, seq }
    : { id, status: 'refused', code: 'limit-reached', detail: 'device: too many', epoch, seq };

async function headOf(tx: WorkspaceTransaction, userId: string): Promise<UserHead> {
  const head = (await tx.heads([userId])).get(userId);
  assert(head, 'whoever has sent a command has a head');
  return head;
}

interface Refusal {
  readonly code: RefusalCode;
  readonly detail?: string;
  readonly current?: unknown;
}

interface Verdict {
  readonly refusal?: Refusal;
  readonly touched: ReadonlySet<string>;
  readonly isTimed?: boolean;
}

/** What somebody's command does, as far as they may write more. */
async function judgeWithin(
  tx: WorkspaceTransaction,
  actor: Actor,
  command: Command,
  ifVersion: number | undefined,
  at: number,
): Promise<Verdict> {
  const bytes = bytesWrittenBy(command);
  if (bytes === 0) return judge(tx, actor, command, ifVersion, at);
  const room = await roomToWrite(tx, actor.userId, bytes, at);
  if (!room.ok) {
    return { refusal: { code: 'limit-reached', detail: room.error }, touched: nobody };
  }
  const verdict = await judge(tx, actor, command, ifVersion, at);
  if (!verdict.refusal) await tx.saveWritten(actor.userId, room.value);
  return verdict;
}
const preferenceCommands: ReadonlySet<CommandName> = new Set([
  'preferences.set.v1',
  'person.block.v1',
  'person.unblock.v1',
]);

/** What a command does, whoever keeps count of it. */
export async function judge(
  tx: WorkspaceTransaction,
  actor: Actor,
  command: Command,
  ifVersion: number | undefined,
  at: number,
): Promise<Verdict> {
  const before = await tx.loadSlice(scopeOf(command), {
    ...idsIn(command),
    ...(preferenceCommands.has(command.name) && { preferencesOf: actor.userId }),
    ...(command.name === 'reminder.snooze.v1' && { laterId: command.args.laterId }),
    ...(command.name === 'comment.add.v1' && saidOf(command.args)),
  });
  const { args } = command;
  const inviteeId = 'email' in args ? await tx.userIdByEmail(args.email) : null;
  const supportIds = kindOf(command).whose === 'support' ? await tx.supportIds() : [];
  const isSupport = supportIds.includes(actor.userId);
  const circumstances = { actor, at, inviteeId, isSupport, hashOf: linkHashOf };
  const code =
    refusalOf(before, command, circumstances) ??
    (await takenRefusalOf(tx, command)) ??
    (await limitRefusalOf(tx, before, command, actor, at));
  if (code) return { refusal: { code }, touched: nobody };
  if (command.name === 'announcement.publish.v1') return publish(tx, actor, command.args, at);
  const trackId = trackIdOf(command, before);
  const stale = staleness(before, trackId, actor, ifVersion);
  if (stale) return { refusal: stale, touched: nobody };

  const after = (await isForNobody(tx, command))
    ? before
    : reduce(before, command, { ...circumstances, inviteeId: await heardBy(tx, inviteeId, actor) });
  return carryOut(tx, { before, after, command, actor, trackId, supportIds, at });
}

/** What a comment is about and what it answers, beside its track. */
const saidOf = ({ moment, replyTo }: CommandArgs<'comment.add.v1'>) => ({
  ...(moment && { fileId: moment.fileId }),
  ...(replyTo !== undefined && { replyTo }),
});

interface Decided {
  readonly before: Workspace;
  readonly after: Workspace;
  readonly command: Command;
  readonly actor: Actor;
  readonly trackId: string | null;
  readonly supportIds: readonly string[];
  readonly at: number;
}

async function carryOut(tx: WorkspaceTransaction, decided: Decided): Promise<Verdict> {
  const { before, after, command, actor, trackId, at } = decided;
  const notices = await heard(tx, notificationsFor(before, after, command, actor));
  const { rewritten, withdrawn } = await retold(tx, decided, notices);
  await tx.saveSlice(before, after, at);
  if (command.name === 'preferences.set.v1') await tx.wakeHeldPushes(actor.userId, at);
  const timers = timerChanges(before, after, at);
  await saveTimers(tx, timers);
  const taken = await takeInvites(tx, command, actor, at);
  const touched = await tell(tx, {
    audience: withEntries(await concerned(tx, decided), actor.userId, taken.entries),
    trackId,
    notices,
    rewritten,
    withdrawn: [...withdrawn, ...taken.withdrawn, ...(await untrueDeadlines(tx, decided))],
    isDeleted: trackId !== null && !after.tracks.has(trackId),
    at,
  });
  const more = command.name === 'person.unblock.v1' ? await welcome(tx, actor, at) : nobody;
  return { touched: new Set([...touched, ...more]), isTimed: timers.size > 0 };
}

async function concerned(
  tx: WorkspaceTransaction,
  { before, after, command, actor, trackId, supportIds }: Decided,
): Promise<Audience> {
  if (trackId === null) {
    const isSet = command.name === 'reminder.set.v1';
    const gone = isSet ? await tx.pruneReminders(actor.userId, endedRemindersKept) : [];
    return personalAudience(before, after, supportIds, gone);
  }
  const isJoining = command.name === 'invite.accept.v1';
  const contents = isJoining
    ? { comments: await tx.commentIds(trackId), files: await tx.fileIds(trackId) }
    : noContents;
  return audienceOf(before, after, trackId, contents);
}

/** Told by a timer, some people at a time. */
async function publish(
  tx: WorkspaceTransaction,
  actor: Actor,
  { announcementId, title, text, priority, to }: CommandArgs<'announcement.publish.v1'>,
  at: number,
): Promise<Verdict> {
  const recipients = to ? await usersBehind(tx, to) : null;
  if (recipients?.includes(null)) {
    const detail = 'to: no account has one of these addresses';
    return { refusal: { code: 'not-found', detail }, touched: nobody };
  }
  await tx.saveAnnouncement({
    id: announcementId,
    author: { id: actor.userId, name: actor.name },
    title,
    text,
    priority,
    recipients: recipients && [...new Set(recipients.filter((id) => id !== null))].sort(),
    createdAt: at,
  });
  await saveTimers(tx, new Map([[announcementTimer(announcementId), at]]));
  return { touched: nobody, isTimed: true };
}

/** Null where an address is nobody's. */
async function usersBehind(
  tx: WorkspaceTransaction,
  to: readonly string[],
): Promise<readonly (string | null)[]> {
  const found: (string | null)[] = [];
  for (const name of to) found.push(name.includes('@') ? await tx.userIdByEmail(name) : name);
  return found;
}

/**
 * The id of a deleted comment names nothing else: under another track it would replace the log's row
 * that says it is gone, and a device could keep it for ever.
 */
async function takenRefusalOf(
  tx: WorkspaceTransaction,
  { name, args }: Command,
): Promise<RefusalCode | null> {
  const isTaken =
    (name === 'comment.add.v1' && (await tx.isCommentDeleted(args.commentId))) ||
    (name === 'announcement.publish.v1' && (await tx.announcement(args.announcementId)) !== null);
  return isTaken ? 'id-taken' : null;
}

/** Only a member is told that the track has changed, and into what. */
function staleness(
  slice: Workspace,
  trackId: string | null,
  actor: Actor,
  ifVersion: number | undefined,
): Refusal | null {
  if (ifVersion === undefined || trackId === null) return null;
  const track = slice.tracks.get(trackId);
  if (!track || track.version === ifVersion) return null;
  if (!memberOf(slice, trackId, actor.userId)) return null;
  return { code: 'version-mismatch', current: track };
}

/** @returns null where nothing of a track changes */
function trackIdOf(command: Command, slice: Workspace): string | null {
  const scope = kindOf(command).whose === 'track' ? scopeOf(command) : null;
  if (scope === null) return null;
  if (scope.by === 'track') return scope.id;
  const subject = slice[`${scope.by}s`].get(scope.id);
  assert(subject, 'what the rules let through is there');
  return subject.trackId;
}
