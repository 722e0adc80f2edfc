/**
 * The colours of src/app.css against WCAG 2.2 AA, in both schemes: every text on every surface it may
 * stand on, also where a row is unread, and every line and dot that carries meaning. Computed from the
 * tokens, so that a state nobody opened in a browser is covered too.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

interface Colour {
  /** Linear light, 0 to 1. */
  readonly rgb: readonly number[];
  readonly alpha: number;
}

const css = readFileSync(join(import.meta.dirname, '..', '..', 'src', 'app.css'), 'utf8');
const root = /:root \{(.*?)\n {2}\}/s.exec(css)?.[1] ?? '';
const tokens = new Map(
  [...root.matchAll(/--([\w-]+): ([^;]+);/g)].map(([, name = '', value = '']) => [name, value]),
);

/** OKLCH to linear sRGB as CSS Color 4 defines it; what no screen shows is clipped, as browsers do. */
function oklch([l = 0, c = 0, h = 0, alpha = 1]: readonly number[]): Colour {
  const a = c * Math.cos((h * Math.PI) / 180);
  const b = c * Math.sin((h * Math.PI) / 180);
  const long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const medium = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const rgb = [
    4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
    -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
    -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short,
  ];
  return { rgb: rgb.map((x) => Math.min(1, Math.max(0, x))), alpha };
}

const schemes = ['light', 'dark'] as const;
type Scheme = (typeof schemes)[number];

function token(name: string, scheme: Scheme): Colour {
  const found = [...(tokens.get(name) ?? '').matchAll(/oklch\(([^)]+)\)/g)].map(
    ([, numbers = '']) => oklch(numbers.split(/[ /]+/).map(Number)),
  );
  const colour = found[found.length > 1 ? schemes.indexOf(scheme) : 0];
  if (!colour) throw new Error(`--${name} is no colour`);
  return colour;
}

const encode = (x: number) => (x <= 0.0031308 ? 12.92 * x : 1.055 * x ** (1 / 2.4) - 0.055);
const decode = (x: number) => (x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4);

/** `over` on an opaque ground, blended as browsers do: in sRGB as it is stored. */
function blend(over: Colour, ground: Colour, alpha = over.alpha): Colour {
  const rgb = over.rgb.map((x, i) =>
    decode(encode(x) * alpha + encode(ground.rgb[i] ?? 0) * (1 - alpha)),
  );
  return { rgb, alpha: 1 };
}

const luminance = ({ rgb: [r = 0, g = 0, b = 0] }: Colour) => 0.2126 * r + 0.7152 * g + 0.0722 * b;
function contrast(one: Colour, other: Colour): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

const categories = ['collaboration', 'deadline', 'workflow', 'reminder', 'system', 'support'];
const surfaces = ['bg', 'surface-1', 'surface-2', 'surface-3'];
const text = 4.5;
const graphic = 3;

describe.each(schemes)('in the %s scheme', (scheme) => {
  const colour = (name: string) => token(name, scheme);
  const unread = blend(colour('signal-soft'), colour('surface-1'));
  const grounds = [
    ...surfaces.map((name) => ({ ground: name, of: colour(name) })),
    { ground: 'an unread row', of: unread },
  ];

  test.each(['text', 'text-2', 'text-3', 'overdue', ...categories])('--%s reads', (name) => {
    for (const { ground, of } of grounds) {
      expect(contrast(colour(name), of), `on ${ground}`).toBeGreaterThanOrEqual(text);
    }
  });

  test('what stands on the signal reads', () => {
    expect(contrast(colour('on-signal'), colour('signal'))).toBeGreaterThanOrEqual(text);
  });

  test.each(['field-line', 'focus', 'signal-line'])('--%s is seen', (name) => {
    for (const { ground, of } of grounds) {
      expect(contrast(colour(name), of), `on ${ground}`).toBeGreaterThanOrEqual(graphic);
    }
  });

  test.each(categories)(
    "the icon of %s is seen on its tile, on a row that's read or not",
    (name) => {
      for (const { ground, of } of grounds) {
        const tile = blend(colour(name), of, 0.15);
        expect(contrast(colour(name), tile), `on ${ground}`).toBeGreaterThanOrEqual(graphic);
      }
    },
  );
});

test('initials read on every tone', () => {
  const white = oklch([1, 0, 0]);
  const hues = [...css.matchAll(/\.tone-\d+ \{\s*--hue: (\d+)/g)].map(([, hue]) => Number(hue));
  expect(hues).toHaveLength(12);
  for (const hue of hues) {
    // The lighter end of the gradient in Avatar.svelte.
    const ground = oklch([0.53, 0.125, hue]);
    expect(contrast(white, ground), `on hue ${hue}`).toBeGreaterThanOrEqual(text);
  }
});
