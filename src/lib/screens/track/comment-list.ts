/**
 * This decides which threads of a track are listed, in which order: by when they began, or, of one
 * version of a sound, by their times in it.
 */
import { commentWords } from '#lib/words/en-comments.ts';
import type { File, Version } from '#shared/workspace/entities.ts';
import { currentVersion } from '#shared/workspace/files.ts';
import { standingOn, type Thread } from '#shared/workspace/moments.ts';

/** `all`, `open`, or the id of a version. */
export type Filter = string;

export interface ShownThread {
  readonly thread: Thread;
  /** It is about an older version than the one that is looked at. */
  readonly isGhost: boolean;
}

export function threadsShown(
  threads: readonly Thread[],
  filter: Filter,
  files: readonly File[],
): readonly ShownThread[] {
  const file = files.find(({ versions }) => versions.some(({ id }) => id === filter));
  if (file) return standingOn(filter, threads, file);
  const shown = filter === 'open' ? threads.filter(({ isOpen }) => isOpen) : threads;
  return shown.map((thread) => ({ thread, isGhost: false }));
}

/** @returns what can be looked at; nothing where all comments are alike */
export function filtersOf(threads: readonly Thread[], files: readonly File[]) {
  const byFile = Map.groupBy(threads, ({ first }) => first.moment?.fileId);
  const versions = files.flatMap((file) =>
    file.versions
      .filter((version) => isSpokenOf(version, file, byFile.get(file.id) ?? []))
      .toReversed()
      .map(({ id, number }) => ({ value: id, label: commentWords.onVersion(file.name, number) })),
  );
  if (versions.length === 0 && threads.every(({ isOpen }) => isOpen)) return [];
  return [
    { value: 'all', label: commentWords.all },
    { value: 'open', label: commentWords.open },
    ...versions,
  ];
}

/** Something was said of it, or, of the newest one, is still open of those before. */
const isSpokenOf = ({ id }: Version, file: File, threads: readonly Thread[]): boolean =>
  threads.some(({ first }) => first.moment?.versionId === id) ||
  (threads.length > 0 &&
    id === currentVersion(file)?.id &&
    standingOn(id, threads, file).length > 0);

/** The thread that a comment is in, by the comment its list entry begins with. */
export const threadWith = (
  threads: readonly Thread[],
  commentId: string | null,
): Thread | undefined =>
  threads.find(({ first, replies }) =>
    [first, ...replies].some(({ id }) => commentId !== null && id === commentId),
  );

/** How many comments these are. */
export const countIn = (shown: readonly ShownThread[]): number =>
  shown.reduce((sum, { thread }) => sum + 1 + thread.replies.length, 0);
