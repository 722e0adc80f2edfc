/**
 * A rule that never fires is worse than none. Each rule of layers.mjs is broken once in a tree made
 * for that, and the tool must name exactly that rule; a few imports that are right must pass.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { afterAll, beforeAll, expect, test } from 'vitest';
import layers, { entries } from './layers.mjs';

const root = join(import.meta.dirname, '..', '..');

/** [importing file, what it imports, the rules that must fire] */
const plants: readonly (readonly [string, string, readonly string[]])[] = [
  ['src/shared/a1.ts', 'node:fs', ['shared-is-pure']],
  ['src/shared/a2.ts', 'dexie', ['shared-is-pure']],
  ['src/shared/a3.ts', '#lib/ports/port.ts', ['shared-is-pure']],
  ['src/shared/a4.ts', 'yjs', []],
  ['src/shared/a4.test.ts', 'node:fs', []],
  ['src/lib/sync/b1.ts', '../../../sync-server/domain/fine.ts', ['app-knows-no-server']],
  [
    'src/lib/ports/c1.ts',
    '#lib/storage/adapter.ts',
    ['only-the-root-wires', 'ports-are-interfaces'],
  ],
  [
    'src/lib/screens/feed/d1.svelte.ts',
    '#lib/storage/adapter.ts',
    ['screens-see-view-models', 'view-models-see-ports'],
  ],
  [
    'src/lib/screens/feed/d2.ts',
    'dexie',
    ['screens-see-view-models', 'view-models-see-few-packages', 'view-models-see-ports'],
  ],
  ['src/lib/screens/feed/d3.ts', '#lib/ports/port.ts', []],
  ['src/lib/screens/feed/d4.ts', 'fast-check', ['view-models-see-few-packages']],
  ['src/lib/screens/feed/d5.ts', '#lib/app/app.ts', ['view-models-see-ports']],
  ['src/lib/screens/feed/d6.ts', './E0.svelte', ['view-models-see-ports']],
  ['src/lib/screens/feed/E0.svelte', './d3.ts', []],
  ['src/lib/screens/common/shell-context.ts', '#lib/app/app.ts', []],
  ['src/lib/screens/E1.svelte', 'yjs', ['screens-see-view-models']],
  ['src/routes/+page.svelte', '#lib/storage/adapter.ts', ['screens-see-view-models']],
  ['src/lib/components/E2.svelte', '#lib/app/app.ts', ['components-are-given-everything']],
  ['src/lib/screens/E3.svelte', '#lib/app/app.ts', []],
  ['src/lib/words/f1.ts', '#lib/storage/adapter.ts', ['only-the-root-wires']],
  ['src/lib/storage/g1.ts', '#lib/app/app.ts', ['adapters-do-not-look-up']],
  ['src/lib/storage/g2.ts', '#lib/sync/machine.ts', ['storage-is-below-sync']],
  ['sync-server/h1.ts', '../src/lib/ports/port.ts', ['server-sees-shared-only']],
  ['sync-server/h2.ts', 'fast-check', ['server-runs-without-tools']],
  ['sync-server/h3.ts', '#shared/base.ts', []],
  ['sync-server/domain/i1.ts', '../storage/sql/store.ts', ['domain-decides', 'sql-behind-ports']],
  ['sync-server/domain/i2.ts', 'node:fs', ['domain-is-pure']],
  ['sync-server/transport/j1.ts', '../storage/sql/store.ts', ['sql-behind-ports']],
  ['sync-server/transport/j2.ts', '../main.ts', ['nobody-imports-the-root']],
  ['sync-server/marks/n1.ts', '../transport/j2.ts', ['marks-know-no-socket']],
  ['sync-server/marks/n2.ts', 'ws', ['marks-know-no-socket']],
  ['sync-server/limits/o1.ts', '../push/o2.ts', []],
  ['sync-server/push/o2.ts', '../limits/o3.ts', []],
  ['sync-server/limits/o3.ts', '../base/o4.ts', []],
  ['sync-server/base/o4.test.ts', '../limits/o3.ts', []],
  ['sync-server/demo/p1.ts', './people.ts', []],
  ['sync-server/demo/people.ts', '#shared/base.ts', []],
  ['sync-server/p2.ts', './demo/p1.ts', ['demo-loads-when-made']],
  ['sync-server/p3.ts', './demo/people.ts', []],
  ['src/lib/sync/k1.ts', './k2.ts', ['no-cycles']],
  ['src/lib/sync/k2.ts', './k1.ts', []], // a cycle is told once
  ['src/lib/sync/l1.ts', '#shared/a4.test.ts', ['no-tests-in-programs']],
  ['src/lib/sync/m1.ts', './nowhere.ts', ['resolvable']],
];
/**
 * These folders need each other though no file does; one that only a test leads back from is none.
 */
const circles = ['sync-server/limits', 'sync-server/push'];
const noCircle = 'sync-server/base';
const innocent = [
  'sync-server/base/o4.ts',
  'src/shared/base.ts',
  'src/lib/ports/port.ts',
  'src/lib/storage/adapter.ts',
  'src/lib/sync/machine.ts',
  'src/lib/app/app.ts',
  'sync-server/domain/fine.ts',
  'sync-server/storage/sql/store.ts',
  'sync-server/main.ts',
];

const found = new Map<string, string[]>();
let tree = '';

function plant() {
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), text);
  };
  for (const path of innocent) write(path, 'export const thing = 1;\n');
  for (const [path, target] of plants) {
    const code = `import * as thing from '${target}';\nexport const used = thing;\n`;
    write(path, path.endsWith('.svelte') ? `<script lang="ts">\n${code}</script>\n` : code);
  }
  write('tsconfig.json', '{ "compilerOptions": { "module": "esnext", "target": "esnext" } }');
  for (const path of ['package.json', 'tests/architecture/layers.mjs']) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    cpSync(join(root, path), join(tree, path));
  }
  symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'), 'junction');
}

const answer = v.object({
  summary: v.object({
    violations: v.array(v.object({ from: v.string(), rule: v.object({ name: v.string() }) })),
  }),
});

/** With this output type the tool ends well, whatever it found. */
function cruise(): string {
  const tool = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  const args = [tool, '--config', 'tests/architecture/layers.mjs', '--output-type', 'json'];
  return execFileSync(process.execPath, [...args, ...entries], {
    cwd: tree,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
}

beforeAll(() => {
  tree = mkdtempSync(join(tmpdir(), 'layers-'));
  plant();
  const { summary } = v.parse(answer, JSON.parse(cruise()));
  for (const { from, rule } of summary.violations) {
    found.set(from, [...(found.get(from) ?? []), rule.name].sort());
  }
});
afterAll(() => {
  rmSync(tree, { recursive: true, force: true });
});

test.each(plants)('%s importing %s breaks %j', (path, _target, rules) => {
  expect(found.get(path) ?? []).toEqual([...rules].sort());
});

test('two folders that need each other break no-circles-of-folders', () => {
  for (const folder of circles) expect(found.get(folder)).toContain('no-circles-of-folders');
  expect(found.get(noCircle) ?? []).toEqual([]);
});

test('every rule is broken by some plant', () => {
  const broken = new Set(['no-circles-of-folders', ...plants.flatMap(([, , rules]) => rules)]);
  expect(layers.forbidden.map(({ name }) => name).filter((name) => !broken.has(name))).toEqual([]);
});
