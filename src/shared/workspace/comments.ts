/**
 * Comments of a track: who may do what to one, and what a command makes of it. A comment may be about a
 * moment of a sound, and answer another. Nothing cascades: what it is about, or answers, may go, and the
 * words stay.
 */
import type { CommandAbout } from './command-kinds.ts';
import type { CommandArgs } from './commands.ts';
import type { Comment, SoundMoment } from './entities.ts';
import { firstOf, isSameSpot, rootOf } from './moments.ts';
import type { RefusalCode } from './refusals.ts';
import {
  memberOf,
  withEntry,
  without,
  type Actor,
  type Circumstances,
  type Workspace,
} from './slice.ts';

type CommentCommand = CommandAbout<'comment'>;
type NewComment = CommandArgs<'comment.add.v1'>;

export function refuseComment(
  workspace: Workspace,
  command: CommentCommand,
  { actor }: Circumstances,
): RefusalCode | null {
  if (command.name === 'comment.add.v1') return refuseNew(workspace, command.args, actor);
  const comment = workspace.comments.get(command.args.commentId);
  if (!comment || !isOn(workspace, comment.trackId, actor)) return 'not-found';
  switch (command.name) {
    case 'comment.resolve.v1':
    case 'comment.reopen.v1':
      return null;
    case 'comment.edit.v1':
    case 'comment.edit.v2':
    case 'comment.delete.v1':
      return comment.authorId === actor.userId ? null : 'not-allowed';
  }
}

const isOn = (workspace: Workspace, trackId: string, { userId }: Actor): boolean =>
  workspace.tracks.has(trackId) && memberOf(workspace, trackId, userId) !== undefined;

/** What is answered may be gone by now, and what was removed can still be spoken of. */
function refuseNew(workspace: Workspace, args: NewComment, actor: Actor): RefusalCode | null {
  const { commentId, trackId, replyTo } = args;
  if (!isOn(workspace, trackId, actor)) return 'not-found';
  if (workspace.comments.has(commentId)) return 'id-taken';
  if (replyTo === commentId) return 'invalid';
  return args.moment && !momentFor(workspace, args, answeredBy(workspace, args))
    ? 'not-found'
    : null;
}

/** A comment of another track counts as gone: nothing is told of it, and nothing done to it. */
const onTrack = (workspace: Workspace, trackId: string, id: string | undefined) => {
  const found = id === undefined ? undefined : workspace.comments.get(id);
  return found?.trackId === trackId ? found : undefined;
};

/** Where that is gone, the first that stands of its thread. */
const answeredBy = (workspace: Workspace, { trackId, replyTo }: NewComment): Comment | undefined =>
  replyTo === undefined
    ? undefined
    : (onTrack(workspace, trackId, replyTo) ?? firstIn(workspace, trackId, replyTo));

const rootIn = (workspace: Workspace, comment: Comment): string =>
  rootOf(comment, (id) => onTrack(workspace, comment.trackId, id));

/** The server loads of a thread what began it, and the two oldest answers to that. */
function firstIn(workspace: Workspace, trackId: string, root: string): Comment | undefined {
  const began = onTrack(workspace, trackId, root);
  if (began && rootIn(workspace, began) === root) return began;
  const members = [...workspace.comments.values()].filter(
    (comment) => comment.trackId === trackId && rootIn(workspace, comment) === root,
  );
  return firstOf(root, members);
}

const firstWith = (workspace: Workspace, comment: Comment | undefined): Comment | undefined =>
  comment && firstIn(workspace, comment.trackId, rootIn(workspace, comment));

/**
 * Of what is answered, as it was called then; a reply that brings it along says the same.
 * @returns null where it is of a version that the track never had
 */
function momentFor(
  workspace: Workspace,
  { trackId, moment }: NewComment,
  answered: Comment | undefined,
): SoundMoment | null | undefined {
  if (!moment || (answered && isSameSpot(moment, answered.moment))) return answered?.moment;
  return momentOf(workspace, trackId, moment);
}

/** @returns the moment as it is called now; null where the track has no such version, and never had */
function momentOf(
  workspace: Workspace,
  trackId: string,
  { fileId, versionId, from, to }: NonNullable<NewComment['moment']>,
): SoundMoment | null {
  const file = workspace.files.get(fileId);
  const version = file?.versions.find(({ id }) => id === versionId);
  if (!file || !version || file.trackId !== trackId) return null;
  return { fileId, versionId, from, to, name: file.name, number: version.number };
}

export function reduceComment(
  workspace: Workspace,
  command: CommentCommand,
  { actor, at }: Circumstances,
): Workspace {
  switch (command.name) {
    case 'comment.add.v1':
      return addComment(workspace, command.args, actor, at);
    case 'comment.edit.v1':
    case 'comment.edit.v2':
      return editComment(workspace, command.args, at);
    case 'comment.delete.v1':
      return deleteComment(workspace, command.args.commentId);
    case 'comment.resolve.v1':
      return resolve(workspace, command.args.commentId, actor, at);
    case 'comment.reopen.v1':
      return reopen(
        workspace,
        firstWith(workspace, workspace.comments.get(command.args.commentId)),
      );
  }
}

function addComment(workspace: Workspace, args: NewComment, actor: Actor, at: number): Workspace {
  const { commentId, trackId } = args;
  if (!workspace.tracks.has(trackId)) return workspace;
  const answered = answeredBy(workspace, args);
  // A reply to a reply belongs to the first of them.
  const replyTo = answered ? rootIn(workspace, answered) : args.replyTo;
  const moment = momentFor(workspace, args, answered);
  const comment: Comment = {
    id: commentId,
    trackId,
    authorId: actor.userId,
    authorName: actor.name,
    text: args.text,
    mentions: namedIn(workspace, trackId, args.mentions),
    createdAt: at,
    editedAt: null,
    ...(moment && { moment }),
    ...(replyTo !== undefined && replyTo !== commentId && { replyTo }),
  };
  return withComment(reopen(workspace, firstWith(workspace, answered)), comment);
}

/** Only members can be addressed, each once. */
const namedIn = (workspace: Workspace, trackId: string, userIds: readonly string[] = []) =>
  [...new Set(userIds)].filter((userId) => memberOf(workspace, trackId, userId) !== undefined);

function editComment(
  workspace: Workspace,
  args: CommandArgs<'comment.edit.v2'>,
  at: number,
): Workspace {
  const comment = workspace.comments.get(args.commentId);
  if (!comment) return workspace;
  const named = namedIn(workspace, comment.trackId, args.mentions);
  const mentions = [...new Set([...comment.mentions, ...named])];
  // The same words may mean somebody else.
  if (comment.text === args.text && mentions.length === comment.mentions.length) return workspace;
  return withComment(workspace, { ...comment, text: args.text, mentions, editedAt: at });
}

/** Whoever did it first has done it. */
function resolve(
  workspace: Workspace,
  commentId: string,
  { userId, name }: Actor,
  at: number,
): Workspace {
  const first = firstWith(workspace, workspace.comments.get(commentId));
  if (!first || first.resolved) return workspace;
  return withComment(workspace, { ...first, resolved: { byId: userId, byName: name, at } });
}

/** What settled the thread goes over to the one that is first then. */
function deleteComment(workspace: Workspace, commentId: string): Workspace {
  const comment = workspace.comments.get(commentId);
  if (!comment?.resolved || firstWith(workspace, comment) !== comment)
    return without(workspace, 'comments', commentId);
  const root = rootIn(workspace, comment);
  const left = without(workspace, 'comments', commentId);
  const next = firstIn(left, comment.trackId, root);
  return next ? withComment(left, { ...next, resolved: comment.resolved }) : left;
}

function reopen(workspace: Workspace, comment: Comment | undefined): Workspace {
  if (!comment?.resolved) return workspace;
  const { resolved: _, ...open } = comment;
  return withComment(workspace, open);
}

const withComment = (workspace: Workspace, comment: Comment): Workspace => ({
  ...workspace,
  comments: withEntry(workspace.comments, comment.id, comment),
});
