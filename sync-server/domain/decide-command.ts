/**
 * One command inside its transaction: known outcome or device number, slice, rules, limits, version,
 * reducer, rows, log and notifications, outcome. A refusal is an outcome like any other; only a fault
 * of the server throws, and undoes all of it.
 */
import { assert } from '#shared/base/assert.ts';
import type { RefusalCode } from '#shared/protocol/errors.ts';
import { outcomeLifetimeMs } from '#shared/protocol/limits.ts';
import type { CommandOutcome, SentCommand } from '#shared/protocol/messages.ts';
import { parseCommand, type Command } from '#shared/tracks/commands.ts';
import { reduce } from '#shared/tracks/reduce.ts';
import { refusalOf, scopeOf } from '#shared/tracks/rules.ts';
import { memberOf, type Actor, type Workspace } from '#shared/tracks/workspace.ts';
import type { StoredOutcome, UserHead, WorkspaceTransaction } from '../storage/workspace-store.ts';
import { audienceOf } from './audience.ts';
import { bodyHashOf } from './body-hash.ts';
import { limitRefusalOf } from './limit-refusal.ts';
import { notificationsFor } from './notifications-for.ts';
import { newEpoch, tell } from './tell.ts';

export type Decision =
  | { readonly kind: 'conflict'; readonly last: number }
  | {
      readonly kind: 'decided';
      readonly outcome: CommandOutcome;
      /** Whose log has moved. */
      readonly touched: ReadonlySet<string>;
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
    return { kind: 'decided', outcome: repeated(known, bodyHash, head), touched: nobody };
  }
  const last = await tx.lastNumber(userId, sent.device);
  if (sent.n <= last) return { kind: 'conflict', last };
  await tx.setLastNumber(userId, sent.device, sent.n);

  const parsed = parseCommand(sent.name, sent.args);
  const verdict = parsed.ok
    ? await judge(tx, actor, parsed.value, sent.ifVersion, at)
    : { refusal: parsed.error, touched: nobody };

  await tx.createHead(userId, newEpoch(at));
  const { epoch, seq } = await headOf(tx, userId);
  const outcome: CommandOutcome = verdict.refusal
    ? { id: sent.id, status: 'refused', ...verdict.refusal, epoch, seq }
    : { id: sent.id, status: 'done', epoch, seq };
  await tx.storeOutcome(userId, { bodyHash, outcome }, at);
  await tx.pruneOutcomes(at - outcomeLifetimeMs, prunedPerCommand);
  return { kind: 'decided', outcome, touched: verdict.touched };
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
}

async function judge(
  tx: WorkspaceTransaction,
  actor: Actor,
  command: Command,
  ifVersion: number | undefined,
  at: number,
): Promise<Verdict> {
  const { args } = command;
  const before = await tx.loadSlice(scopeOf(command), {
    ...('inviteId' in args && { inviteId: args.inviteId }),
    ...('commentId' in args && { commentId: args.commentId }),
  });
  const inviteeId = 'email' in args ? await tx.userIdByEmail(args.email) : null;
  const circumstances = { actor, at, inviteeId };
  const code =
    refusalOf(before, command, circumstances) ??
    (await takenRefusalOf(tx, command)) ??
    (await limitRefusalOf(tx, command, actor, at));
  if (code) return { refusal: { code }, touched: nobody };
  const trackId = trackIdOf(command, before);
  const stale = staleness(before, trackId, actor, ifVersion);
  if (stale) return { refusal: stale, touched: nobody };

  const after = reduce(before, command, circumstances);
  await tx.saveSlice(before, after, at);
  const isJoining = command.name === 'invite.accept.v1';
  const touched = await tell(tx, {
    audience: audienceOf(before, after, trackId, isJoining ? await tx.commentIds(trackId) : []),
    trackId,
    notices: notificationsFor(before, after, command, actor),
    blanked:
      command.name === 'comment.delete.v1'
        ? await tx.blankExcerptsOfComment(command.args.commentId)
        : [],
    at,
  });
  return { touched };
}

/**
 * The id of a deleted comment names nothing else: under another track it would replace the log's row
 * that says it is gone, and a device could keep it for ever.
 */
async function takenRefusalOf(
  tx: WorkspaceTransaction,
  { name, args }: Command,
): Promise<RefusalCode | null> {
  if (name !== 'comment.add.v1') return null;
  return (await tx.isCommentDeleted(args.commentId)) ? 'id-taken' : null;
}

/** Only a member is told that the track has changed, and into what. */
function staleness(
  slice: Workspace,
  trackId: string,
  actor: Actor,
  ifVersion: number | undefined,
): Refusal | null {
  const track = slice.tracks.get(trackId);
  if (ifVersion === undefined || !track || track.version === ifVersion) return null;
  if (!memberOf(slice, trackId, actor.userId)) return null;
  return { code: 'version-mismatch', current: track };
}

function trackIdOf({ args }: Command, slice: Workspace): string {
  if ('trackId' in args) return args.trackId;
  const subject =
    'inviteId' in args ? slice.invites.get(args.inviteId) : slice.comments.get(args.commentId);
  assert(subject, 'what the rules let through is there');
  return subject.trackId;
}
