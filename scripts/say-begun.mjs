/**
 * Says in Vitest's worker, before it begins, which test begins, and how the one before it ended. What
 * Vitest's reporters hear is gathered for a moment, which never comes where a test loops or dies.
 */
import { appendFileSync } from 'node:fs';
import { beforeEach } from 'vitest';

const states = { pass: 'passed', fail: 'failed' };
let before;
const say = (event) => appendFileSync(process.env.PROGRESS, `${JSON.stringify(event)}\n`);

if (process.env.PROGRESS) {
  beforeEach(({ task }) => {
    const ended = states[before?.result?.state];
    if (ended) say({ test: before.id, is: ended });
    before = task;
    say({ test: task.id, is: 'begun' });
  });
}
