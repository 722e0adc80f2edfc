/** What a double click and a held key do, on the kinds of controls there are. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { watchGestures } from './gestures.ts';

let end = (): void => undefined;
let said: string[] = [];
beforeEach(() => {
  said = [];
  end = watchGestures(window);
});
afterEach(() => {
  end();
  document.body.replaceChildren();
});

/** Draws these, one below the other; what is clicked or submitted is said. */
function draw(html: string): void {
  const root = document.createElement('div');
  root.innerHTML = html;
  for (const drawn of root.querySelectorAll<HTMLElement>('[data-say]')) {
    drawn.style.cssText = 'display: block; margin: 0; inline-size: 10rem; block-size: 2rem';
  }
  document.body.replaceChildren(root);
  const say = (event: Event) => {
    const { target } = event;
    if (!(target instanceof HTMLElement)) return;
    if (event.type === 'submit' || target.closest('a')) event.preventDefault();
    const control = target.closest<HTMLElement>(
      event.type === 'submit' ? 'form' : '[data-say]:not(form)',
    );
    if (control) said.push(control.dataset['say'] ?? '');
    if (control?.dataset['goes'] !== undefined) control.remove();
  };
  root.addEventListener('click', say);
  root.addEventListener('submit', say);
}

it.each([
  ['a button that stays', '<button data-say="sent">x</button>', ['sent']],
  ['a link', '<a href="#there" data-say="gone">x</a>', ['gone']],
  [
    'a button that goes, before another that moves there',
    '<button data-say="first" data-goes>x</button><button data-say="second">x</button>',
    ['first'],
  ],
  [
    'a button that goes, before a link that moves there',
    '<button data-say="first" data-goes>x</button><a href="#there" data-say="second">x</a>',
    ['first'],
  ],
  [
    'a text that goes, before a button that moves there',
    '<p data-say="text" data-goes>x</p><button data-say="button">x</button>',
    ['text'],
  ],
  [
    'a button that goes, before a box that moves there',
    '<button data-say="first" data-goes>x</button><input type="checkbox" data-say="box">',
    ['first'],
  ],
  [
    'a button made for many',
    '<p data-again><button data-say="more">x</button></p>',
    ['more', 'more'],
  ],
  ['a box', '<input type="checkbox" data-say="box">', ['box', 'box']],
  ['a field', '<input value="Two words" data-say="field">', ['field', 'field']],
])('CM29 a double click on %s', async (_, html, does) => {
  draw(html);
  const first = document.querySelector<HTMLElement>('[data-say]');
  if (first) await userEvent.dblClick(first);
  expect(said).toEqual(does);
});

it('CM29 clicks on different targets, and slow ones on one, each act', async () => {
  draw('<button data-say="left">Left</button> <button data-say="right">Right</button>');
  const [left, right] = ['Left', 'Right'].map((name) => page.getByRole('button', { name }));
  await left?.click();
  await right?.click();
  await left?.click();
  await left?.click();
  expect(said).toEqual(['left', 'right', 'left', 'left']);
});

it('CM29 a triple click selects the line', async () => {
  draw('<p>Bounce the stems</p>');
  const line = document.querySelector('p');
  if (line) await userEvent.tripleClick(line);
  expect(document.getSelection()?.toString().trim()).toBe('Bounce the stems');
});

it('CM29 whoever clicks on and on on one spot acts again after a while', () => {
  draw('<button data-say="x">x</button>');
  const button = document.querySelector('button');
  let at = performance.now();
  for (const [detail, ms] of [
    [1, 0],
    [2, 300],
    [3, 300],
    [4, 300],
    [1, 2_000],
  ] as const) {
    at += ms;
    const click = new MouseEvent('click', { bubbles: true, cancelable: true, detail });
    Object.defineProperty(click, 'timeStamp', { value: at });
    button?.dispatchEvent(click);
  }
  expect(said).toEqual(['x', 'x', 'x']);
});

it('CM29 the second of two taps on one spot does nothing new, where browsers do not count', () => {
  draw('<button data-say="one" data-goes>x</button><button data-say="two">x</button>');
  const tap = (button: Element | null, ms: number, clientX: number) => {
    const at = { bubbles: true, cancelable: true, detail: 1, clientX };
    button?.dispatchEvent(new PointerEvent('pointerdown', { ...at, pointerType: 'touch' }));
    const click = new MouseEvent('click', at);
    Object.defineProperty(click, 'timeStamp', { value: 5_000 + ms });
    button?.dispatchEvent(click);
  };
  tap(document.querySelector('button'), 0, 10);
  tap(document.querySelector('button'), 200, 14);
  expect(said).toEqual(['one']);
  tap(document.querySelector('button'), 300, 90);
  expect(said).toEqual(['one', 'two']);
});

it.each(['touch', 'pen'])(
  'CM29 each tap of a %s acts, and the second of a double does not',
  (pointerType) => {
    draw('<button data-say="one">x</button>');
    const button = document.querySelector('button');
    const tap = (ms: number) => {
      const at = { bubbles: true, cancelable: true, clientX: 10 };
      button?.dispatchEvent(new PointerEvent('pointerdown', { ...at, pointerType }));
      // As browsers send it: the mouse that the tap stands for comes all at once, at its end.
      for (const type of ['mousedown', 'mouseup', 'click']) {
        const event = new MouseEvent(type, { ...at, detail: 1 });
        Object.defineProperty(event, 'timeStamp', { value: 5_000 + ms });
        button?.dispatchEvent(event);
      }
    };
    tap(0);
    expect(said).toEqual(['one']);
    tap(200);
    expect(said).toEqual(['one']);
    tap(1_000);
    expect(said).toEqual(['one', 'one']);
  },
);

it.each([
  ['Enter on a button', '<button data-say="sent">x</button>', '{Enter>3/}', ['sent']],
  [
    'Enter in a field of a form',
    '<form data-say="sent"><input><button>x</button></form>',
    '{Enter>3/}',
    ['sent'],
  ],
])('CM29 held, %s acts once', async (_, html, keys, does) => {
  draw(html);
  document.querySelector<HTMLElement>('input, button')?.focus();
  await userEvent.keyboard(keys);
  expect(said).toEqual(does);
});

it('CM29 a held Enter goes on writing lines, but not in the field that it opened', async () => {
  draw('<textarea></textarea><button>Edit</button>');
  const [field, button] = [document.querySelector('textarea'), document.querySelector('button')];
  button?.addEventListener('keydown', () => field?.focus());
  field?.focus();
  await userEvent.keyboard('{Enter>3/}');
  expect(field?.value).toBe('\n\n\n');
  button?.focus();
  await userEvent.keyboard('{Enter>3/}');
  expect(field?.value.length).toBeLessThan(5);
});

it('CM29 a held Space picks a card up once, and goes on scrolling and writing', async () => {
  draw('<button>Grip</button><input>');
  const [button, field] = [document.querySelector('button'), document.querySelector('input')];
  button?.addEventListener('keydown', () => said.push('picked'));
  button?.focus();
  await userEvent.keyboard('{ >3/}');
  expect(said).toEqual(['picked']);
  field?.focus();
  await userEvent.keyboard('{ >3/}');
  expect(field?.value).toBe('   ');
});
