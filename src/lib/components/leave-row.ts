/**
 * A row leaves the list because the person sent it away: the next row takes its place, with a short
 * slide, and the focus. This file knows the page only; what "away" means is the caller's.
 */
const slideMs = 150;
/** Longer than any reading of the device takes. */
const framesMost = 30;

interface Leaving {
  readonly row: HTMLElement;
  /** Resolves once the device holds that it is gone. */
  readonly act: () => Promise<void>;
  /** Tells whether the list is drawn without it. */
  readonly isGone: () => boolean;
  /** Takes the focus where no row is left. */
  readonly heading: HTMLElement | undefined;
}

export async function leaveRow({ row, act, isGone, heading }: Leaving): Promise<void> {
  const feed = row.closest('[role=feed]');
  const rows = [...(feed?.querySelectorAll<HTMLElement>('article') ?? [])];
  const at = rows.indexOf(row);
  const nextId = (rows[at + 1] ?? rows[at - 1])?.id;
  const topBefore = rows[at + 1]?.getBoundingClientRect().top;

  await act();
  for (let frame = 0; frame < framesMost && !isGone(); frame += 1) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
  // The act changed the row, but it belongs in the list all the same.
  if (!isGone()) return;
  const next = nextId === undefined ? null : document.getElementById(nextId);
  if (next && topBefore !== undefined) slideUp(next, topBefore);
  (next ?? heading)?.focus({ preventScroll: next === null });
}

/** Slides this row and all below from where they were to where they are. */
function slideUp(next: HTMLElement, topBefore: number): void {
  const way = topBefore - next.getBoundingClientRect().top;
  if (way <= 0 || matchMedia('(prefers-reduced-motion: reduce)').matches) return;
  const drawn = next.closest('[role=feed]')?.querySelectorAll('article, [data-day]') ?? [];
  for (const part of drawn) {
    const isBelow = next.compareDocumentPosition(part) & Node.DOCUMENT_POSITION_FOLLOWING;
    if (part !== next && !isBelow) continue;
    part.animate(
      { transform: [`translateY(${way}px)`, 'none'] },
      { duration: slideMs, easing: 'ease-out' },
    );
  }
}
