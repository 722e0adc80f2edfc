/** A run may break these rules of rows, invites and answers; the store or the sender then does so. */
import type {
  WorkspaceStore,
  WorkspaceTransaction,
} from '../../../sync-server/storage/workspace-store.ts';
import type { Workspace } from '#shared/workspace/slice.ts';

export const brokenRowRules = [
  'a step that is reached is told at once',
  'a deadline that moved takes its rows along',
  'a comment that goes takes its unread rows along',
  'an edit takes its old words out of every bell',
  'who goes takes their invites along',
  'a link does not let in again who was removed',
  'an answer names what it answers',
] as const;
export type BrokenRowRule = (typeof brokenRowRules)[number];

/** @param now the server's clock */
export const breakingStore = (
  store: WorkspaceStore,
  rule: BrokenRowRule | null,
  now: () => number,
): WorkspaceStore => ({
  ...store,
  read: (work) => store.read(work),
  write: (work) => store.write((tx) => work({ ...tx, ...broken(tx, rule, now) })),
});

function broken(
  tx: WorkspaceTransaction,
  rule: BrokenRowRule | null,
  now: () => number,
): Partial<WorkspaceTransaction> {
  switch (rule) {
    case 'a step that is reached is told at once':
      return {
        setTimer: (timer) =>
          timer.key.startsWith('deadline:') && timer.dueAt <= now()
            ? tx.dropTimer(timer.key)
            : tx.setTimer(timer),
      };
    case 'a deadline that moved takes its rows along':
      return { notificationsOfTrack: () => Promise.resolve([]) };
    case 'a comment that goes takes its unread rows along':
      return { rowsOfTrack: () => Promise.resolve([]) };
    case 'an edit takes its old words out of every bell':
      return { rowsAbout: () => Promise.resolve([]) };
    case 'who goes takes their invites along':
      return { saveSlice: (before, after, at) => tx.saveSlice(before, pending(before, after), at) };
    case 'a link does not let in again who was removed':
      return { saveSlice: (before, after, at) => tx.saveSlice(before, unbarred(after), at) };
    default:
      return {};
  }
}

/** Where somebody went from a track, its invites are as before. */
function pending(before: Workspace, after: Workspace): Workspace {
  const isSomebodyGone = [...before.members.keys()].some((id) => !after.members.has(id));
  return isSomebodyGone && after.tracks.size === before.tracks.size
    ? { ...after, invites: before.invites }
    : after;
}

const unbarred = (workspace: Workspace): Workspace => ({
  ...workspace,
  invites: new Map(
    [...workspace.invites].map(([id, invite]) => {
      const { barred, ...open } = invite;
      return [id, barred ? open : invite];
    }),
  ),
});
