/**
 * A gesture acts once, on what was under it when it began. The second click of a double click does
 * nothing new, neither on what the first one's effect has put under the finger, nor once more on the
 * same button; a key that is held is one gesture too. Fields and boxes take every click, and so does a
 * button that is made for many (`data-again`). While an input method composes, keys belong to its text.
 */

/** Whoever clicks on and on on one spot begins again after this time. */
const againMs = 500;
/** Fingers and pens tap, and browsers may count each tap as a first one: two so near are a double. */
const doubleTap = { ms: 350, px: 24 } as const;

const controls = 'a, button, input, select, textarea, summary, label, [role=option]';
const actors = 'a, button, summary, [role=option]';
/** Safari tells of the key that ends a composition after its end, under this code. */
const ofInputMethod = 229;

/** A gesture began here. */
interface Begun {
  readonly control: Element | null;
  readonly at: MouseEvent;
}

/** @returns how to end it; nothing of the page may hear of clicks and keys before it */
export function watchGestures(page: Window): () => void {
  const end = new AbortController();
  const options = { capture: true, signal: end.signal };
  let begun: Begun | null = null;
  let pressed: KeyboardEvent | null = null;
  let isTap = false;
  /** Whether the press that a click is to end belongs to what began before; null where none was seen. */
  let isSecond: boolean | null = null;
  const begin = (event: MouseEvent): boolean => {
    if (begun && isSameGesture(begun.at, event, isTap)) return true;
    begun = { control: controlAt(event.target), at: event };
    return false;
  };
  page.addEventListener(
    'pointerdown',
    ({ pointerType }) => {
      isTap = pointerType !== 'mouse';
      isSecond = null;
    },
    options,
  );
  // What is pressed and let go elsewhere is no click, but begins a gesture all the same.
  page.addEventListener('mousedown', (event) => (isSecond = begin(event)), options);
  page.addEventListener(
    'click',
    (event) => {
      // Keys and programs click too, without a count.
      if (event.detail === 0) return;
      // The press of a tap comes right before its click, at the same place: they are one.
      const isAgain = isSecond ?? begin(event);
      isSecond = null;
      const control = controlAt(event.target);
      if (!isAgain || control === null) return;
      if (control !== begun?.control || !takesEach(control)) swallow(event);
    },
    options,
  );
  page.addEventListener(
    'keydown',
    (key) => {
      if (key.isComposing || key.keyCode === ofInputMethod) key.stopImmediatePropagation();
      else if (!key.repeat) pressed = key;
      else if (doesSomethingNew(key, pressed)) swallow(key);
    },
    options,
  );
  return () => end.abort();
}

/** How long a double click may take is the system's to say, or its owner's: it counts. */
function isSameGesture(first: MouseEvent, event: MouseEvent, isTap: boolean): boolean {
  if (event.detail === 2) return true;
  const ms = event.timeStamp - first.timeStamp;
  if (event.detail > 2) return ms < againMs;
  const px = Math.hypot(event.clientX - first.clientX, event.clientY - first.clientY);
  return isTap && ms < doubleTap.ms && px < doubleTap.px;
}

/** What a click on this would do something to: the text of a box is as good as the box. */
function controlAt(target: EventTarget | null): Element | null {
  const found = target instanceof Element ? target.closest(controls) : null;
  return found instanceof HTMLLabelElement ? (found.control ?? found) : found;
}

const takesEach = (control: Element): boolean =>
  !control.matches(actors) || control.closest('[data-again]') !== null;

/** Whether a held key would act again, or elsewhere than where it was pressed; lines may be many. */
function doesSomethingNew(key: KeyboardEvent, pressed: KeyboardEvent | null): boolean {
  const { target } = key;
  if (key.key === 'Escape') return true;
  if (key.key !== 'Enter' && key.key !== ' ') return false;
  if (pressed?.target !== target || pressed.defaultPrevented) return true;
  if (key.key === ' ') return target instanceof HTMLButtonElement;
  return !(target instanceof HTMLTextAreaElement) || key.ctrlKey || key.metaKey;
}

function swallow(event: Event): void {
  event.preventDefault();
  event.stopImmediatePropagation();
}
