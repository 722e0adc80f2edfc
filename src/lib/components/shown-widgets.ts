/**
 * This file watches which widgets of a page are really displayed: in view by half, or filling half
 * of the screen, with nothing above them, on a page somebody looks at. It knows the page only.
 */
const half = 0.5;

/** @returns how to end it; calls back with the ids displayed, at each change */
export function watchShown(
  widgets: readonly HTMLElement[],
  onchange: (ids: ReadonlySet<string>) => void,
): () => void {
  const inView = new Set<string>();
  const end = new AbortController();
  const tell = () =>
    onchange(document.visibilityState === 'visible' ? new Set(inView) : new Set<string>());
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, intersectionRatio, intersectionRect } of entries) {
        const fills = intersectionRect.height >= innerHeight * half;
        if (intersectionRatio >= half || fills) inView.add(target.id);
        else inView.delete(target.id);
      }
      tell();
    },
    { threshold: [0, 0.1, 0.25, half] },
  );
  for (const widget of widgets) observer.observe(widget);
  document.addEventListener('visibilitychange', tell, { signal: end.signal });
  return () => {
    observer.disconnect();
    end.abort();
  };
}

/** A dialog above the page: what lies below is not read. */
export const isCovered = (): boolean => document.querySelector('dialog[open]') !== null;
