/**
 * Comments as threads, and what stands at its time on a version of a sound: what was said about that
 * version, and as ghosts what is still open of those before it. No time is ever moved: whether a change
 * has moved the place in the sound, nobody here can know. Pure.
 */
import type { Comment, SoundMoment, Version } from './entities.ts';

export interface Thread {
  /** The id of the comment that began it, also where that is gone: a thread keeps it all its life. */
  readonly root: string;
  /** The comment that began it; where that is gone, the oldest answer that still stands. */
  readonly first: Comment;
  /** Oldest first. */
  readonly replies: readonly Comment[];
  /** What the others answer was deleted: then nothing of it is folded away. */
  readonly isHeadless: boolean;
  /** As the first of it says. */
  readonly isOpen: boolean;
}

/**
 * @param comments of one track, in any order; each is in exactly one thread
 * @returns by the time at which each began
 */
export function threadsOf(comments: readonly Comment[]): readonly Thread[] {
  const held = new Map(comments.map((comment) => [comment.id, comment]));
  const root = (comment: Comment) => rootOf(comment, (id) => held.get(id));
  const threads: Thread[] = [];
  for (const [rootId, members] of Map.groupBy(comments.toSorted(byTime), root)) {
    const first = firstOf(rootId, members) ?? members[0];
    if (!first) continue;
    threads.push({
      root: rootId,
      first,
      replies: members.filter((comment) => comment !== first),
      isHeadless: first.id !== rootId,
      isOpen: first.resolved === undefined,
    });
  }
  return threads.toSorted((a, b) => byTime(a.first, b.first));
}

/** @returns the id of the comment that began the thread of this one, whether or not that stands */
export const rootOf = (
  { id, replyTo }: Comment,
  find: (id: string) => Comment | undefined,
): string => (replyTo === undefined ? id : (find(replyTo)?.replyTo ?? replyTo));

/**
 * The comment that says of a thread whether it is settled: the one that began it, and where that is gone,
 * the oldest answer to it that stands.
 */
export const firstOf = (root: string, members: readonly Comment[]): Comment | undefined =>
  members.find(({ id }) => id === root) ??
  members.filter(({ replyTo }) => replyTo === root).toSorted(byTime)[0];

const byTime = (a: Comment, b: Comment): number =>
  a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1);

type Spot = Pick<SoundMoment, 'versionId' | 'from' | 'to'>;

/** The same moment of the same sound, whatever its file was called; also where there is none. */
export const isSameSpot = (a: Spot | undefined, b: Spot | undefined): boolean =>
  a?.versionId === b?.versionId && a?.from === b?.from && a?.to === b?.to;

/** A thread at its time on a version. */
export interface Standing {
  readonly thread: Thread;
  readonly moment: SoundMoment;
  /** It was said about an older version, and is still open. */
  readonly isGhost: boolean;
}

/** A file, as far as its versions follow each other. */
interface Numbered {
  readonly versions: readonly Pick<Version, 'id' | 'number'>[];
}

/**
 * @param file that has the version; of one that it never had, nothing stands there
 * @param isHeldOn says of a settled thread of an older version that it must not go yet
 * @returns by their times in the sound, then by when they were said
 */
export function standingOn(
  versionId: string,
  threads: readonly Thread[],
  { versions }: Numbered,
  isHeldOn: (thread: Thread) => boolean = () => false,
): readonly Standing[] {
  const numbers = new Map(versions.map(({ id, number }) => [id, number]));
  const shown = numbers.get(versionId);
  if (shown === undefined) return [];
  return threads
    .flatMap((thread): Standing[] => {
      const { moment } = thread.first;
      const number = moment && numbers.get(moment.versionId);
      if (!moment || number === undefined) return [];
      if (number === shown) return [{ thread, moment, isGhost: false }];
      const haunts = (thread.isOpen && saysSomething(thread)) || isHeldOn(thread);
      const isGhost = number < shown && haunts;
      return isGhost ? [{ thread, moment, isGhost }] : [];
    })
    .toSorted((a, b) => a.moment.from - b.moment.from || byTime(a.thread.first, b.thread.first));
}

/** The words of an account that is gone went with it. */
const saysSomething = ({ first, replies }: Thread): boolean =>
  first.text !== '' || replies.length > 0;
