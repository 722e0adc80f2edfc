/**
 * What somebody wrote stands isolated in every sentence of plain text: a name from the right, or one that
 * was made to turn, must turn no word beside it. So no message puts it in as it is.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const src = resolve(import.meta.dirname, '../../src');
/** Arguments that are somebody's own words. */
const bare = /\$\{(?:who|title|name|subject|text|email|address|excerpt|folder)\b[^}]*\}/u;

test('AC8 OP37 no message puts a name or a title into a sentence as it is', () => {
  const files = ['shared/words', 'lib/words'].flatMap((folder) =>
    readdirSync(join(src, folder))
      .filter((file) => file.startsWith('en') && !file.endsWith('.test.ts'))
      .map((file) => join(src, folder, file)),
  );
  expect(files.length).toBeGreaterThan(15);
  const faults = files.flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => bare.test(line)),
  );
  expect(faults).toEqual([]);
  expect('`${who} is on the track`').toMatch(bare);
  expect('`${isolated(who)} is on the track`').not.toMatch(bare);
});

test('AC8 no component joins the parts of a title to one text', () => {
  const components = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.svelte'),
  );
  expect(components.length).toBeGreaterThan(50);
  const joins = /title\.map\(\(\{ text/u;
  const faults = components.filter((file) => joins.test(readFileSync(join(src, file), 'utf8')));
  expect(faults).toEqual([]);
});
