/**
 * Runs checks side by side where there are cores, prints a line for each with its time, and the
 * output of those that failed. Knows nothing of what a check is about.
 */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { rmSync } from 'node:fs';
import { root } from './build-name.mjs';
import { toolEnvironment } from './node.mjs';
import { countTests } from './reports.mjs';
import { seconds } from './steps.mjs';

/** The whole of `npm test` has ten minutes; one check that takes most of that hangs. */
const limitMs = 7 * 60_000;
/** More than four at once only wait for each other's memory. */
const lanes = Math.max(1, Math.min(4, availableParallelism()));

/**
 * Runs one command to its end.
 * @returns {Promise<{ok: boolean, output: string}>} output is empty where it was shown already
 */
export function runCommand([command, args], { show, env = {} }) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      env: toolEnvironment({ FORCE_COLOR: process.stdout.isTTY ? '1' : '0', ...env }),
      stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
      timeout: limitMs,
    });
    const chunks = [];
    child.stdout?.on('data', (chunk) => chunks.push(chunk));
    child.stderr?.on('data', (chunk) => chunks.push(chunk));
    const end = (ok, note) =>
      resolve({ ok, output: `${Buffer.concat(chunks)}${note ? `\n${note}\n` : ''}` });
    child.once('error', (error) => end(false, error.message));
    child.once('close', (code, signal) => end(code === 0, signal ? `ended by ${signal}` : ''));
  });
}

async function runWork(work) {
  try {
    await work();
    return { ok: true, output: '' };
  } catch (error) {
    return {
      ok: false,
      output: error.cure ? `${error.message}\n${error.cure}\n` : String(error.stack),
    };
  }
}

/** @returns what a check counts for in the closing line */
export async function runCheck(check, { show = false } = {}) {
  const started = Date.now();
  if (check.tests) rmSync(check.tests, { force: true });
  const { ok, output } = check.work
    ? await runWork(check.work)
    : await runCommand(check.run, { show, env: check.env });
  const counts = check.tests
    ? countTests(check.tests, ok)
    : { passed: ok ? 1 : 0, failed: ok ? 0 : 1, note: '' };
  const number = check.tests ? ` (${counts.passed} of ${counts.passed + counts.failed})` : '';
  console.log(`${counts.failed === 0 ? '✓' : '✗'} ${check.name}${number} ${seconds(started)}`);
  if (counts.failed > 0 && output.trim()) console.log(`${output.trimEnd()}\n`);
  if (counts.note) console.log(`  ${counts.note}`);
  return counts;
}

/** In order, side by side; a check marked `alone` waits for those before it, and is waited for. */
export async function runChecks(checks) {
  const totals = { passed: 0, failed: 0 };
  const running = new Set();
  for (const check of checks) {
    while (running.size >= (check.alone ? 1 : lanes)) await Promise.race(running);
    const one = runCheck(check).then((counts) => {
      totals.passed += counts.passed;
      totals.failed += counts.failed;
      running.delete(one);
    });
    running.add(one);
    if (check.alone) await one;
  }
  await Promise.all(running);
  return totals;
}
