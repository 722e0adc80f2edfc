/** Keys of a feed (ARIA feed pattern): Page Up and Down between articles, Ctrl+Home and End out of it. */
const articlesOf = (feed: Element): HTMLElement[] => [
  ...feed.querySelectorAll<HTMLElement>('article'),
];

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
  const articles = articlesOf(feed);
  const at = articles.findIndex((article) => article.contains(document.activeElement));
  const to = articles[at + (event.key === 'PageDown' ? 1 : -1)];
  if (!to) return;
  event.preventDefault();
  to.focus();
}

/**
 * Which article takes the focus when this one leaves: the next, else the one before.
 * @returns how to focus it once the list has changed; false where none is left
 */
export function neighbourOf(article: Element | null): () => boolean {
  const feed = article?.closest('[role=feed]');
  if (!article || !feed) return () => false;
  const articles = articlesOf(feed);
  const at = articles.findIndex((other) => other === article);
  const id = (articles[at + 1] ?? articles[at - 1])?.id;
  return () => {
    const next = id === undefined ? null : document.getElementById(id);
    next?.focus();
    return next !== null;
  };
}
