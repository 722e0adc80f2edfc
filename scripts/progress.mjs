/**
 * Says what a test runner is doing while it does it: one line of JSON in the file that PROGRESS names
 * for each test that is known, begins or ends. `run-checks.mjs` reads it (`createTally`), so that a
 * run which is cut off is counted all the same. Vitest and Playwright call their reporters by
 * different methods, so one reporter serves both.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';

const say = (event) => appendFileSync(process.env.PROGRESS, `${JSON.stringify(event)}\n`);
const here = (path) => relative(process.cwd(), path);

export default class Progress {
  // Vitest: a file is loaded before its tests are known.
  onTestRunStart(specifications) {
    for (const { moduleId } of specifications) say({ file: here(moduleId), is: 'waiting' });
  }
  onTestModuleQueued({ moduleId }) {
    say({ file: here(moduleId), is: 'begun' });
  }
  onTestModuleCollected({ moduleId, children }) {
    const file = here(moduleId);
    for (const { id, fullName } of children.allTests()) {
      say({ test: id, is: 'waiting', name: `${file} > ${fullName}` });
    }
  }
  onTestCaseReady({ id }) {
    say({ test: id, is: 'begun' });
  }
  onTestCaseResult(testCase) {
    say({ test: testCase.id, is: testCase.result().state, ms: testCase.diagnostic()?.duration });
  }
  onTestModuleEnd(module) {
    say({ file: here(module.moduleId), is: module.errors().length > 0 ? 'failed' : 'ended' });
  }

  // Playwright: a step of a test is progress too, as its tests are long.
  printsToStdio() {
    return false;
  }
  onBegin(config, suite) {
    for (const test of suite.allTests()) {
      const name = test.titlePath().filter(Boolean).join(' > ');
      say({ test: test.id, is: 'waiting', name });
    }
  }
  onTestBegin({ id }) {
    say({ test: id, is: 'begun' });
  }
  onStepEnd() {
    say({});
  }
  onTestEnd({ id }, { status, duration }) {
    const ends = { passed: 'passed', skipped: 'skipped', interrupted: 'begun' };
    say({ test: id, is: ends[status] ?? 'failed', ms: duration });
  }
}

/** Counts what a reporter has said so far; `read` takes in what is new and returns whether any was. */
export function createTally(path) {
  const tests = new Map();
  const files = new Map();
  let taken = 0;

  const take = ({ test, file, is, name }) => {
    if (file) files.set(file, is);
    if (!test) return;
    const known = tests.get(test);
    // Two tell of one test, and the slower one may say last that it began.
    const isLate = is === 'begun' && known && known.is !== 'waiting';
    tests.set(test, { name: name ?? known?.name ?? test, is: isLate ? known.is : is });
  };
  const namesOf = (state) =>
    [...tests.values()].filter(({ is }) => is === state).map((t) => t.name);
  const filesOf = (state) => [...files].filter(([, is]) => is === state).map(([file]) => file);

  return {
    read() {
      // Written meanwhile: up to the last whole line.
      const said = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
      const fresh = said.subarray(taken, said.lastIndexOf('\n') + 1);
      taken += fresh.length;
      for (const line of String(fresh).split('\n').filter(Boolean)) take(JSON.parse(line));
      return fresh.length > 0;
    },
    counts: () => ({
      known: tests.size,
      passed: namesOf('passed').length,
      failed: namesOf('failed').length + filesOf('failed').length,
      skipped: namesOf('skipped').length,
      /** Began and did not end; a file, where none of its tests has begun. */
      underWay: [...namesOf('begun'), ...(namesOf('begun').length > 0 ? [] : filesOf('begun'))],
      waiting: namesOf('waiting').length,
      /** Which tests are in them is not known yet. */
      files: filesOf('waiting').length,
    }),
  };
}
