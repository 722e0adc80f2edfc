/**
 * Everything that is checked, by name. Each check is one process; the tests of a test runner are
 * counted one by one, as they are told by its reporter.
 */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { root } from './build-name.mjs';
import { tool } from './node.mjs';
import { entries } from '../tests/architecture/layers.mjs';

const reporter = join(root, 'scripts', 'progress.mjs');

const vitest = (...projects) =>
  tool(
    'vitest/vitest.mjs',
    'run',
    ...projects.flatMap((project) => ['--project', project]),
    '--reporter=default',
    `--reporter=${reporter}`,
  );

/** By itself Vitest leaves a core to whoever edits meanwhile, which is half of two. */
const onAllCores = ([command, args]) => [
  command,
  [...args, `--maxWorkers=${availableParallelism()}`],
];

const tsc = (project) => tool('typescript/bin/tsc', '--noEmit', '-p', project);

/** @returns the checks in the order in which they are started; the slow ones first */
export const checks = () => [
  // What SvelteKit generates is what the types of the app are about.
  { name: 'generate', run: tool('@sveltejs/kit/svelte-kit.js', 'sync'), alone: true },
  { name: 'unit', run: onAllCores(vitest('unit', 'app')), hasTests: true },
  { name: 'lint', run: tool('eslint/bin/eslint.js', '--max-warnings', '0', '.') },
  {
    name: 'types: app',
    groups: ['types'],
    run: tool(
      'svelte-check/bin/svelte-check',
      '--tsconfig',
      'tsconfig.json',
      '--fail-on-warnings',
      '--output',
      'human',
    ),
  },
  { name: 'types: server', groups: ['types'], run: tsc('sync-server/tsconfig.json') },
  { name: 'types: tests', groups: ['types'], run: tsc('tests/tsconfig.json') },
  { name: 'types: worker', groups: ['types'], run: tsc('tsconfig.service-worker.json') },
  {
    name: 'layers',
    run: tool(
      'dependency-cruiser/bin/dependency-cruiser.mjs',
      '--config',
      'tests/architecture/layers.mjs',
      '--output-type',
      'err-long',
      ...entries,
    ),
  },
  { name: 'unused', run: tool('knip/bin/knip.js', '--no-progress') },
  { name: 'format', run: tool('prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.') },
  { name: 'size', run: [process.execPath, ['scripts/size.mjs']] },
];

/** One after the other: each uses all cores by itself. */
export const browserChecks = () => [
  { name: 'browser', run: vitest('browser'), hasTests: true, alone: true },
  {
    name: 'end to end',
    run: tool('@playwright/test/cli.js', 'test', `--reporter=list,${reporter}`),
    hasTests: true,
    alone: true,
  },
];
