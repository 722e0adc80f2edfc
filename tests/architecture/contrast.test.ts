/**
 * This file holds the colours of src/tokens.css against WCAG 2.2 AA, in both schemes: every text on
 * every surface it may stand on, also where a row is unread, and every line and dot that carries
 * meaning. They are computed from the tokens, so that a state nobody opened in a browser is covered
 * too.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { blend, clampRgb, rgb, wcagContrast, type Rgb } from 'culori';
import { describe, expect, test } from 'vitest';

const read = (name: string) =>
  readFileSync(join(import.meta.dirname, '..', '..', 'src', name), 'utf8');
const root = /:root \{(.*?)\n {2}\}/s.exec(read('tokens.css'))?.[1] ?? '';
const tokens = new Map(
  [...root.matchAll(/--([\w-]+): ([^;]+);/g)].map(([, name = '', value = '']) => [name, value]),
);

const schemes = ['light', 'dark'] as const;
type Scheme = (typeof schemes)[number];

/** Clips what no screen shows, as browsers do. */
const shown = (colour: string): Rgb => clampRgb(rgb(colour) ?? fail(`${colour} is no colour`));
const fail = (words: string): never => {
  throw new Error(words);
};

function token(name: string, scheme: Scheme): Rgb {
  const found = [...(tokens.get(name) ?? '').matchAll(/oklch\([^)]+\)/g)].map(([text]) => text);
  return shown(found[found.length > 1 ? schemes.indexOf(scheme) : 0] ?? fail(`--${name}`));
}

/** The colour on an opaque ground, blended as browsers do: in sRGB as it is stored. */
const on = (ground: Rgb, over: Rgb, alpha = over.alpha ?? 1): Rgb =>
  blend([ground, { ...over, alpha }]);

const categories = ['collaboration', 'deadline', 'workflow', 'reminder', 'system', 'support'];
const surfaces = ['bg', 'surface-1', 'surface-2', 'surface-3'];
const text = 4.5;
const graphic = 3;

describe.each(schemes)('in the %s scheme', (scheme) => {
  const colour = (name: string) => token(name, scheme);
  const unread = on(colour('surface-1'), colour('signal-soft'));
  const grounds = [
    ...surfaces.map((name) => ({ ground: name, of: colour(name) })),
    { ground: 'an unread row', of: unread },
  ];

  test.each(['text', 'text-2', 'text-3', 'overdue', ...categories])('--%s reads', (name) => {
    for (const { ground, of } of grounds) {
      expect(wcagContrast(colour(name), of), `on ${ground}`).toBeGreaterThanOrEqual(text);
    }
  });

  test('what stands on the signal reads', () => {
    expect(wcagContrast(colour('on-signal'), colour('signal'))).toBeGreaterThanOrEqual(text);
  });

  test.each(['field-line', 'focus', 'signal-line'])('--%s is seen', (name) => {
    for (const { ground, of } of grounds) {
      expect(wcagContrast(colour(name), of), `on ${ground}`).toBeGreaterThanOrEqual(graphic);
    }
  });

  test.each(categories)(
    "the icon of %s is seen on its tile, on a row that's read or not",
    (name) => {
      for (const { ground, of } of grounds) {
        const tile = on(of, colour(name), 0.15);
        expect(wcagContrast(colour(name), tile), `on ${ground}`).toBeGreaterThanOrEqual(graphic);
      }
    },
  );
});

test('initials read on every tone', () => {
  const white = shown('white');
  const hues = [...read('app.css').matchAll(/\.tone-\d+ \{\s*--hue: (\d+)/g)].map(([, hue]) =>
    Number(hue),
  );
  expect(hues).toHaveLength(12);
  for (const hue of hues) {
    // The lighter end of the gradient in Avatar.svelte.
    const ground = shown(`oklch(0.53 0.125 ${hue})`);
    expect(wcagContrast(white, ground), `on hue ${hue}`).toBeGreaterThanOrEqual(text);
  }
});
