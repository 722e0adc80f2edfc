/**
 * The runner of `npm test`, on test runners that hang and die: what had passed is counted, what was
 * under way is named and has failed, and what was not run is said.
 */
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runChecks } from '../../scripts/run-checks.mjs';

const root = resolve(import.meta.dirname, '../..');
const at = (path: string) => join(root, 'node_modules', path);
const reporter = join(root, 'scripts/progress.mjs');
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'feed-command-'));
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir');
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** @param program of the project's tools */
const run = (program: string, ...args: readonly string[]) =>
  runPlanted({ run: [process.execPath, [at(program), ...args]] });

async function runPlanted(planted: {
  readonly run: readonly unknown[];
  readonly mayBeNone?: true;
}) {
  const said: string[] = [];
  const check = { name: 'planted', hasTests: true, ...planted };
  const code = await runChecks([check], {
    // In earnest by the clock; here by what is under way.
    hangs: ({ underWay }: { readonly underWay: readonly string[] }) =>
      underWay.some((name) => name.endsWith('> hangs')),
    log: (line: string) => void said.push(line),
    stopped: () => '',
  });
  return { code, said: said.join('\n') };
}

/** Three tests, the second of which does what is asked; and one in a second file. */
async function runVitest(second: string) {
  const config = { test: { globals: true, setupFiles: [join(root, 'scripts/say-begun.mjs')] } };
  await writeFile(join(folder, 'vitest.config.js'), `export default ${JSON.stringify(config)}`);
  await writeFile(
    join(folder, 'a.test.js'),
    `test('first', () => {}); ${second}; test('third', () => {});`,
  );
  return run(
    'vitest/vitest.mjs',
    'run',
    `--root=${folder}`,
    '--reporter=default',
    `--reporter=${reporter}`,
  );
}

test('a test that hangs is named, and what was run and what was not is said', async () => {
  const { code, said } = await runVitest(`test('hangs', () => { for (;;); })`);
  expect(code).toBe(1);
  expect(said).toContain('✗ planted (1 of 3)');
  expect(said).toContain('It hangs');
  expect(said).toMatch(/under way: .*a\.test\.js > hangs/);
  expect(said).toContain('1 tests were not run');
  expect(said).toMatch(/1 not run\n1 passed, 1 failed$/);
});

test('a runner that is killed is counted as far as it came', async () => {
  const { code, said } = await runVitest(
    `test('kills', () => { process.kill(process.ppid, 'SIGKILL'); for (;;); })`,
  );
  expect(code).toBe(1);
  expect(said).toContain('It was ended by SIGKILL.');
  expect(said).toMatch(/under way: .*a\.test\.js > kills/);
  expect(said).toMatch(/1 not run\n1 passed, 1 failed$/);
});

test('so is a worker of the runner that dies', async () => {
  const { code, said } = await runVitest(
    `test('dies', () => { process.kill(process.pid, 'SIGKILL'); for (;;); })`,
  );
  expect(code).toBe(1);
  expect(said).toMatch(/under way: .*a\.test\.js > dies/);
  expect(said).toMatch(/1 not run\n1 passed, 1 failed$/);
});

test('tests that fail are counted one by one, with the words of the runner', async () => {
  const { code, said } = await runVitest(`test('fails', () => { expect('this').toBe('that'); })`);
  expect(code).toBe(1);
  expect(said).toContain('✗ planted (2 of 3)');
  expect(said).toContain("expected 'this' to be 'that'");
  expect(said).toMatch(/2 passed, 1 failed$/);
});

test('an end-to-end test that hangs is named', async () => {
  await writeFile(
    join(folder, 'a.spec.js'),
    `import { test } from '@playwright/test';
    test('first', () => {});
    test('hangs', () => new Promise(() => {}));
    test('third', () => {});`,
  );
  const args = ['test', `--config=${folder}`, '--workers=1', `--reporter=line,${reporter}`];
  const { code, said } = await run('@playwright/test/cli.js', ...args);
  expect(code).toBe(1);
  expect(said).toMatch(/under way: .*a\.spec\.js > hangs/);
  expect(said).toMatch(/1 not run\n1 passed, 1 failed$/);
});

test('a runner without tests has failed, unless there may be none', async () => {
  const args = ['run', `--root=${folder}`, '--passWithNoTests', `--reporter=${reporter}`];
  const planted = { run: [process.execPath, [at('vitest/vitest.mjs'), ...args]] };
  const { code, said } = await runPlanted(planted);
  expect(code).toBe(1);
  expect(said).toContain('no test was run');
  expect((await runPlanted({ ...planted, mayBeNone: true })).code).toBe(0);
});

test('once a person stops it, nothing more is begun, and that is said', async () => {
  const said: string[] = [];
  const check = { name: 'planted', run: [process.execPath, ['--version']] };
  const code = await runChecks([check], {
    log: (line: string) => void said.push(line),
    stopped: () => 'It was stopped by SIGINT.',
  });
  expect(code).toBe(1);
  expect(said[0]).toBe('✗ planted was not begun');
  expect(said.slice(-2)).toEqual(['1 not run', '0 passed, 0 failed']);
});
