/** The page of licences of the build is held against what is in the app, in the worker and on the server. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { build } from 'vite';

const root = resolve(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const page = read('build/notices.html');

/** By "name version", as the page calls them: licence and words. */
const told = new Map(
  [
    ...page.matchAll(/<summary>([^<]+) <span>([^<]*)<\/span><\/summary>\n<pre>([^<]*)<\/pre>/gu),
  ].flatMap(([, packages = '', licence = '', words = '']) =>
    packages.split(', ').map((name) => [name, { licence, words }] as const),
  ),
);

interface Package {
  readonly version: string;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly optional?: boolean;
  readonly peer?: boolean;
}
const { packages }: { packages: Record<string, Package> } = JSON.parse(read('package-lock.json'));
const named = (path: string) =>
  `${path.split('node_modules/').at(-1)} ${packages[path]?.version ?? 'unknown'}`;
/** The package that a module lies in. */
const packageOf = (id: string) =>
  /node_modules\/(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/]+/u.exec(id.replaceAll('\\', '/'))?.[0];

/** Kit builds the worker apart from the app, and says nothing of what is in it. */
let inWorker: readonly string[] = [];
beforeAll(async () => {
  const built = await build({
    root,
    configFile: false,
    logLevel: 'silent',
    build: { write: false, rolldownOptions: { input: join(root, 'src/service-worker.ts') } },
  });
  const outputs = 'output' in built ? built.output : [];
  const modules = outputs.flatMap((part) => (part.type === 'chunk' ? part.moduleIds : []));
  inWorker = [...new Set(modules.map(packageOf))].filter((path) => path !== undefined);
});

test('OP43 every package that the app is built of is on the page of licences', () => {
  const inApp: { name: string; version: string }[] = JSON.parse(
    read('.svelte-kit/output/client/.vite/license.json'),
  );
  expect(inApp.length).toBeGreaterThan(10);
  const missing = inApp.map(({ name, version }) => `${name} ${version}`);
  expect(missing.filter((name) => !told.has(name))).toEqual([]);
  const fonts = readdirSync(join(root, 'build/_app/immutable/assets')).filter((file) =>
    file.endsWith('.woff2'),
  );
  // Each says by its name which font it is.
  expect(fonts.filter((file) => !file.startsWith('inter-'))).toEqual([]);
  expect(page).toContain('@fontsource-variable/inter');
});

test('OP43 every package in the worker is on the page of licences', () => {
  expect(inWorker).toContain('node_modules/yjs');
  expect(inWorker.map(named).filter((name) => !told.has(name))).toEqual([]);
});

test('OP43 every package that the server is installed with is on the page of licences', () => {
  const ofServer = Object.keys(packages).filter((path) => {
    const { dev, devOptional, optional, peer } = packages[path] ?? {};
    return path !== '' && !(dev || devOptional || optional || peer);
  });
  expect(ofServer.length).toBeGreaterThan(50);
  expect(ofServer.map(named).filter((name) => !told.has(name))).toEqual([]);
});

test('OP43 each has a licence, and the words of it', () => {
  const without = [...told].filter(([, { licence, words }]) => {
    const isWhole = /copyright/iu.test(words) && words.length > 200;
    return licence === '' || licence === 'undefined' || !isWhole;
  });
  expect(without.map(([name]) => name)).toEqual([]);
});
