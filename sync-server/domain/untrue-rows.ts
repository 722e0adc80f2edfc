/** Which rows are not true any more once a command is carried out. */
import { foldsWith } from '#shared/notifications/kinds.ts';
import type { Command } from '#shared/workspace/commands.ts';
import { memberOf, membersOf, type Workspace } from '#shared/workspace/slice.ts';
import type { Told, WorkspaceTransaction } from '../storage/workspace-store.ts';
import type { Notice } from './notifications-for.ts';
import { retellEdited, retellGone, type Retold } from './retell.ts';
import { retellRemoved } from './shared-files.ts';
import { isDeadlineMoved } from './timer-changes.ts';

interface Change {
  readonly before: Workspace;
  readonly after: Workspace;
  readonly command: Command;
  readonly trackId: string | null;
}

/** What was told of a comment that says something else now, or nothing any more. */
export async function retold(
  tx: WorkspaceTransaction,
  { before, after, command }: Change,
  notices: readonly Notice[],
): Promise<Retold> {
  switch (command.name) {
    case 'comment.delete.v1': {
      const comment = before.comments.get(command.args.commentId);
      return comment ? retellGone(tx, after, comment.trackId, [comment]) : untouched;
    }
    case 'comment.edit.v1':
    case 'comment.edit.v2': {
      const comment = after.comments.get(command.args.commentId);
      if (!comment || comment === before.comments.get(comment.id)) return untouched;
      // An app from before names nobody, and takes no name back.
      const named = 'mentions' in command.args ? (command.args.mentions ?? []) : null;
      const isNamed = (userId: string) => named?.includes(userId) ?? true;
      return retellEdited(tx, comment, isNamed, [...new Set(notices.map(({ to }) => to))]);
    }
    case 'file.remove.v1':
    case 'file.removeVersion.v1': {
      const file = after.files.get(command.args.fileId);
      return file ? retellRemoved(tx, after, file) : untouched;
    }
    default:
      return untouched;
  }
}

const untouched: Retold = { rewritten: [], withdrawn: [] };

/** What was told of a deadline that moved, or of one that is not theirs any more. */
export async function untrueDeadlines(
  tx: WorkspaceTransaction,
  { before, after, trackId }: Change,
): Promise<readonly Told[]> {
  if (trackId === null) return [];
  const isMoved = isDeadlineMoved(before.tracks.get(trackId), after.tracks.get(trackId));
  const isSomebodyGone = membersOf(before, trackId).some(({ id }) => !after.members.has(id));
  if (!isMoved && !isSomebodyGone) return [];
  const rows = await tx.notificationsOfTrack(trackId, foldsWith('deadline.near'));
  return rows.filter(({ userId }) => isMoved || !memberOf(after, trackId, userId));
}
