/** Keys move in a feed (ARIA): Page Up and Down between articles, Ctrl+Home and End out of it. */

/** @param before where Ctrl+Home leads @param after where Ctrl+End leads */
export function onFeedKey(
  event: KeyboardEvent,
  feed: Element,
  before: HTMLElement | null | undefined,
  after: HTMLElement | null | undefined,
): void {
  if (event.ctrlKey && (event.key === 'Home' || event.key === 'End')) {
    event.preventDefault();
    (event.key === 'Home' ? before : after)?.focus();
    return;
  }
  if (event.key !== 'PageDown' && event.key !== 'PageUp') return;
  const articles = [...feed.querySelectorAll<HTMLElement>('article')];
  const at = articles.findIndex((article) => article.contains(document.activeElement));
  const to = articles[event.key === 'PageDown' ? at + 1 : at - 1];
  if (!to) return;
  event.preventDefault();
  to.focus();
}
