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

/** Says that words are being typed in a thread: it does not go away under them. */
export type IsWrittenIn = (thread: Thread) => boolean;

export function threadsShown(
  threads: readonly Thread[],
  filter: Filter,
  files: readonly File[],
  isWrittenIn: IsWrittenIn,
): readonly ShownThread[] {
  const file = files.find(({ versions }) => versions.some(({ id }) => id === filter));
  if (file) return standingOn(filter, threads, file, isWrittenIn);
  const shown =
    filter === 'open' ? threads.filter((thread) => thread.isOpen || isWrittenIn(thread)) : threads;
  return shown.map((thread) => ({ thread, isGhost: false }));
}

/** @returns what can be looked at; nothing where all comments are alike */
export function filtersOf(
  threads: readonly Thread[],
  files: readonly File[],
  isWrittenIn: IsWrittenIn,
) {
  const byFile = Map.groupBy(threads, ({ first }) => first.moment?.fileId);
  const versions = files.flatMap((file) =>
    file.versions
      .filter((version) => isSpokenOf(version, file, byFile.get(file.id) ?? [], isWrittenIn))
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
const isSpokenOf = (
  { id }: Version,
  file: File,
  threads: readonly Thread[],
  isWrittenIn: IsWrittenIn,
): boolean =>
  threads.some(({ first }) => first.moment?.versionId === id) ||
  (threads.length > 0 &&
    id === currentVersion(file)?.id &&
    standingOn(id, threads, file, isWrittenIn).length > 0);

/**
 * The threads, and those that are answered just now, or have an answer kept or refused, although nothing
 * of them stands any more: each where it was.
 * @param answered the roots of the threads that are answered
 * @param before the threads as they were listed last
 */
export function withAnswered(
  threads: readonly Thread[],
  answered: Iterable<string>,
  before: readonly Thread[],
  trackId: string,
): readonly Thread[] {
  const standing = new Set(
    threads.flatMap(({ root, first, replies }) => [root, first.id, ...replies.map(({ id }) => id)]),
  );
  const gone = [...new Set(answered)]
    .filter((root) => !standing.has(root))
    .map((root): Thread => {
      const was = before.find((thread) => thread.root === root);
      const first = was?.first ?? { ...nothing, id: root, trackId };
      return { root, first, replies: [], isHeadless: true, isOpen: true };
    });
  if (gone.length === 0) return threads;
  return [...threads, ...gone].toSorted((a, b) => a.first.createdAt - b.first.createdAt);
}

/** What an answer to the thread says of itself, so that it stands alone where all else is deleted. */
export const answerTo = ({ root, first }: Thread) => ({ replyTo: root, moment: first.moment });

/** A comment of which only the id is known; it is listed last. */
const nothing = {
  authorId: '',
  authorName: '',
  text: '',
  mentions: [],
  createdAt: Number.MAX_SAFE_INTEGER,
  editedAt: null,
};

/** The thread that a comment is in, or was. */
export const threadWith = (
  threads: readonly Thread[],
  commentId: string | null,
): Thread | undefined =>
  threads.find(
    ({ root, first, replies }) =>
      commentId !== null &&
      (root === commentId || [first, ...replies].some(({ id }) => id === commentId)),
  );

/** How many comments these are. */
export const countIn = (shown: readonly ShownThread[]): number =>
  shown.reduce((sum, { thread }) => sum + 1 + thread.replies.length, 0);
