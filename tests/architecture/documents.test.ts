/**
 * The documents say what is there: every file they name exists, every link of theirs leads somewhere, the
 * README names every folder, and the changelog speaks of the version that this is.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const documents = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'SECURITY.md',
  'docs/life-of-a-mark.md',
  'docs/life-of-a-command.md',
  'findings/README.md',
];

/** `src/lib/app`, `tests/e2e/*.spec.ts`: what begins with a folder of ours; names in capitals stand for any. */
const isOurs = (words: string) =>
  /^(?:src|sync-server|tests|scripts|docs|findings|static)\/[\w./[\]+-]+$/u.test(words) &&
  !/NNNN|NAME/u.test(words);

const named = (text: string) => [...text.matchAll(/`([^`\n]+)`/gu)].map(([, words = '']) => words);
/** As a reader writes it: `npx vitest run src/a.test.ts` names a file too. */
const pathsIn = (text: string) =>
  named(text.replaceAll(/^```.*?^```/gmsu, ''))
    .flatMap((words) => words.split(' '))
    .filter(isOurs);

const linksIn = (text: string) =>
  [...text.matchAll(/\]\(([^)\s]+)\)/gu)]
    .map(([, href = '']) => href)
    .filter((href) => !/^https?:/u.test(href));

/** As forges make them of headings. */
const anchorsOf = (text: string) =>
  new Set(
    [...text.matchAll(/^#+ (.+)$/gmu)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\w -]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );

test.each(documents)('%s names files that exist', (document) => {
  expect(pathsIn(read(document)).filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test.each(documents)('%s has links that lead somewhere', (document) => {
  const lost = linksIn(read(document)).filter((href) => {
    const [path = '', anchor] = href.split('#');
    const target = path === '' ? document : join(dirname(document), path);
    if (!existsSync(join(root, target))) return true;
    return anchor !== undefined && !anchorsOf(read(target)).has(anchor);
  });
  expect(lost).toEqual([]);
});

test.each(['docs/life-of-a-mark.svg', 'docs/life-of-a-command.svg'])(
  '%s names files that exist',
  (picture) => {
    const files = [...read(picture).matchAll(/class="file"[^>]*>([^<]+)</gu)].map(
      ([, file = '']) => file,
    );
    expect(files.length).toBeGreaterThan(10);
    // The heads of the columns say in which program they are.
    const places = ['', 'src/lib', 'sync-server'];
    const isThere = (file: string) => places.some((place) => existsSync(join(root, place, file)));
    expect(files.filter((file) => !isThere(file))).toEqual([]);
  },
);

const foldersOf = (path: string) =>
  readdirSync(join(root, path), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => (path === '' ? name : `${path}/${name}`));

test('the README names every folder', () => {
  // What is installed, built or kept by the tools is nobody's room.
  const passing = new Set(['node_modules', 'build', 'build-before', 'test-results']);
  const top = foldersOf('').filter(
    (name) => !name.startsWith('.') && !name.endsWith('.local') && !passing.has(name),
  );
  const rooms = [...top, ...['src', 'src/lib', 'sync-server', 'tests'].flatMap(foldersOf)];
  const words = new Set(named(read('README.md')));
  expect(rooms.filter((room) => !words.has(room))).toEqual([]);
});

test('the changelog begins with the version of package.json', () => {
  const { version }: { version?: unknown } = JSON.parse(read('package.json'));
  const [newest] = [...read('CHANGELOG.md').matchAll(/^## \[(\d[^\]]*)\] - \d{4}-\d\d-\d\d$/gmu)];
  expect(newest?.[1]).toBe(version);
});
