/**
 * This decides which comments of a long thread are on the page: the latest, and as far back as was
 * asked for or a link leads. Thousands would cost every screen their whole length at each news.
 */

/** Two screens of a desktop. */
export const commentsShownFirst = 50;
/** Of the answers in one thread; fifty threads may be on the page. */
export const repliesShownFirst = 20;
/** Each time somebody asks for earlier ones. */
export const commentsShownMore = 200;

/**
 * @param of how many there are, oldest first
 * @param earlier the index of the first one that is shown in any case, see firstShown
 * @param isKept says of one before that it stays, as it is being written in
 * @returns those on the page, and those that wait to be asked for
 */
export function split<T>(of: readonly T[], earlier: number, isKept: (one: T) => boolean) {
  const waits = (one: T, index: number) => index < earlier && !isKept(one);
  return {
    shown: of.filter((one, index) => !waits(one, index)),
    left: of.filter((one, index) => waits(one, index)),
  };
}

/**
 * @param ids of all comments, oldest first
 * @param latest how many of the latest are shown in any case
 * @param sought the one a link leads to; another id, or none, changes nothing
 * @returns the index of the first one on the page
 */
export function firstShown(ids: readonly string[], latest: number, sought: string | null): number {
  const first = Math.max(0, ids.length - latest);
  const at = sought === null ? -1 : ids.indexOf(sought);
  return at < 0 ? first : Math.min(first, at);
}
