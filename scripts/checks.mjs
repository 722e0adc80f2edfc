/**
 * Everything that is checked, by name. Each check is one process; the tests of a test runner are
 * counted one by one, as they are told by its reporter.
 */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { root } from './build-name.mjs';
import { tool } from './node.mjs';
import { findPostgres } from './postgres.mjs';
import { entries } from '../tests/architecture/layers.mjs';

/** Where there is no PostgreSQL for this machine, the server is tested on its own database alone. */
const inNode = ['unit', 'app', ...(findPostgres() ? ['postgres'] : [])];

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
const onAllCores = ([command, args], ...more) => [
  command,
  [...args, `--maxWorkers=${availableParallelism()}`, ...more],
];

/** What a tool remembers of the run before; goes with the next `npm ci`. */
const cache = (name) => join(root, 'node_modules', '.cache', name);

/** TypeScript 7, in a third of the time; the tools that need its interface have TypeScript 6. */
const tsc = (name, project) => ({
  name: `types: ${name}`,
  groups: ['types'],
  run: tool(
    '@typescript/native/bin/tsc',
    '--noEmit',
    '--incremental',
    '--tsBuildInfoFile',
    cache(`${name}.tsbuildinfo`),
    '--project',
    project,
  ),
});

/**
 * @param {string} [since] a commit: of the unit tests only those are run that something changed since
 * then, on disk or in a commit, can have an effect on, by what they import
 * @returns the checks in the order in which they are started; the slow ones first
 */
export const checks = (since) => [
  // What SvelteKit generates is what the types of the app are about.
  {
    name: 'generate',
    groups: ['types', 'lint', 'layers', 'unused'],
    run: tool('@sveltejs/kit/svelte-kit.js', 'sync'),
    alone: true,
  },
  since === undefined
    ? { name: 'unit', run: onAllCores(vitest(...inNode)), hasTests: true }
    : {
        name: 'unit, of what changed',
        run: onAllCores(vitest(...inNode), '--changed', since, '--passWithNoTests'),
        hasTests: true,
        mayBeNone: true,
      },
  {
    name: 'lint: components and style',
    groups: ['lint'],
    run: tool(
      'eslint/bin/eslint.js',
      '--max-warnings=0',
      '--cache',
      '--cache-strategy=content',
      `--cache-location=${cache('eslint/')}`,
      '.',
    ),
  },
  { name: 'lint: promises and types', groups: ['lint'], run: tool('oxlint/bin/oxlint', '.') },
  {
    name: 'types: app',
    groups: ['types'],
    run: tool(
      'svelte-check/bin/svelte-check',
      '--tsconfig=tsconfig.app.json',
      '--tsgo',
      '--incremental',
      '--fail-on-warnings',
      '--output=human',
    ),
  },
  tsc('server', 'sync-server/tsconfig.json'),
  tsc('tests', 'tests/tsconfig.json'),
  tsc('worker', 'tsconfig.service-worker.json'),
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
  {
    name: 'format',
    run: tool(
      'prettier/bin/prettier.cjs',
      '--check',
      '--log-level=warn',
      '--cache',
      '--cache-strategy=content',
      `--cache-location=${cache('format')}`,
      '.',
    ),
  },
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
