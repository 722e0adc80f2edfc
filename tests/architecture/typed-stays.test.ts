/**
 * What is typed stays: a field that is derived from live data and edited at once loses what was typed
 * with the next change of anything on the device. So no component derives what it also sets.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const src = resolve(import.meta.dirname, '../../src');
const derivesAndSets = (source: string) => /^\s*let\s+\w+\s*=\s*\$derived/mu.test(source);

test('CM28 no component derives what it also sets', () => {
  const components = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.svelte(?:\.ts)?$/u.test(file),
  );
  expect(components.length).toBeGreaterThan(50);
  const faults = components.filter((file) => derivesAndSets(readFileSync(join(src, file), 'utf8')));
  expect(faults).toEqual([]);
  expect(derivesAndSets("  let chosen = $derived(due?.on ?? '');")).toBe(true);
  expect(derivesAndSets("  const chosen = $derived(due?.on ?? '');")).toBe(false);
});
