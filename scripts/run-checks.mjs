/**
 * Runs checks side by side where there are cores, and prints a line for each with its time, and the
 * output of those that failed. Knows nothing of what a check is about.
 *
 * Nothing has a limit on the whole of it: a slow machine is only slow. A test runner hangs when no
 * test begins or ends for `hangMs`; whatever else takes long is named now and then, so that the
 * person at the terminal can judge. What is cut off, by us, by a person or by itself, is counted as
 * far as it came: what was under way has failed, and the rest is said to be not run.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './build-name.mjs';
import { toolEnvironment } from './node.mjs';
import { watchAsker } from './parent.mjs';
import { createTally } from './progress.mjs';
import { seconds, signOfLifeMs } from './steps.mjs';

/** Three times what the longest test takes where everything takes ten times as long. */
const hangMs = 10 * 60_000;
const tickMs = 1_000;
/** A browser needs a moment to go; what is still there then is stuck. */
const killAfterMs = 10_000;
/** More than four at once only wait for each other's memory. */
const lanes = Math.max(1, Math.min(4, availableParallelism()));
const hasGroups = process.platform !== 'win32';

/** To the command and what it started: it leads a process group of its own. */
function signal(child, name) {
  try {
    if (hasGroups) process.kill(-child.pid, name);
    else child.kill(name);
  } catch {
    // All of them are gone.
  }
}

/** Runs one command to its end; `onTick` is called every second with a function that cuts it off. */
function runCommand([command, args], env, onTick) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      env: toolEnvironment({ FORCE_COLOR: process.stdout.isTTY ? '1' : '0', ...env }),
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: hasGroups,
    });
    const output = [];
    for (const pipe of [child.stdout, child.stderr]) pipe.on('data', (data) => output.push(data));
    let cut = '';
    const tick = setInterval(() => {
      onTick((why) => {
        if (cut) return;
        cut = why;
        signal(child, 'SIGTERM');
        setTimeout(() => signal(child, 'SIGKILL'), killAfterMs).unref();
      });
    }, tickMs);
    const finish = (ok, why) => {
      clearInterval(tick);
      resolve({ ok: ok && !cut, cut: cut || why, output: String(Buffer.concat(output)).trim() });
    };
    child.once('error', (error) => finish(false, error.message));
    child.once('exit', (code, name) => {
      const done = () => finish(code === 0, name ? `It was ended by ${name}.` : '');
      child.once('close', done);
      setTimeout(done, killAfterMs).unref(); // something that it started may hold its output
    });
  });
}

/** What a check counts for, and what is to be said of it beside its numbers. */
function judge(ok, tests, mayBeNone) {
  if (!tests) return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, notRun: 0, notes: [] };
  const { passed, skipped, underWay, waiting, files } = tests;
  const seen = tests.failed + underWay.length;
  const isOutside = !ok && seen === 0;
  const isSilent = ok && passed + seen === 0 && !mayBeNone;
  const notes = [
    ...underWay.map((name) => `under way: ${name}`),
    ...(waiting > 0 ? [`${waiting} tests were not run`] : []),
    ...(files > 0 ? [`${files} files of tests were not opened`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
    ...(isOutside ? ['failed outside its tests'] : []),
    ...(isSilent ? ['no test was run'] : []),
  ];
  const failed = isOutside || isSilent ? 1 : seen;
  return { passed, failed, notRun: waiting + files, notes };
}

const numberOf = (tests) => (tests ? ` (${tests.passed} of ${tests.known})` : '');
const isHung = (tests, quietMs) => tests !== undefined && quietMs > hangMs;

async function runCheck(check, progressPath, { hangs, log, stopped }) {
  const begun = Date.now();
  const tally = check.hasTests ? createTally(progressPath) : undefined;
  let progressAt = begun;
  let toldAt = begun;
  const onTick = (cutOff) => {
    if (tally?.read()) progressAt = Date.now();
    if (stopped()) cutOff(stopped());
    const quietMs = Date.now() - progressAt;
    if (hangs(tally?.counts(), quietMs)) {
      cutOff(`It hangs: no test began or ended for ${Math.floor(quietMs / 60_000)} minutes.`);
    }
    if (Date.now() - toldAt < signOfLifeMs) return;
    toldAt = Date.now();
    log(`  … ${check.name}${numberOf(tally?.counts())} ${seconds(begun)}`);
  };
  const env = { ...check.env, PROGRESS: progressPath };
  const { ok, cut, output } = await runCommand(check.run, env, onTick);
  tally?.read();
  const { notes, ...counts } = judge(ok, tally?.counts(), check.mayBeNone);
  const sign = counts.failed + counts.notRun === 0 ? '✓' : '✗';
  log(`${sign} ${check.name}${numberOf(tally?.counts())} ${seconds(begun)}`);
  if (!ok && output) log(`${output}\n`);
  for (const note of cut ? [cut, ...notes] : notes) log(`  ${note}`);
  return counts;
}

/** @returns a function that says why everything is to stop, as soon as there is a reason */
function watchSignals() {
  let reason = '';
  const isAskerGone = watchAsker();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(name, () => (reason ||= `It was stopped by ${name}.`));
  }
  return () => reason || (isAskerGone() ? 'Who asked for it is gone.' : '');
}

/**
 * In order, side by side; a check marked `alone` waits for those before it, and is waited for.
 * @param checks each `{name, run, env, alone, hasTests, mayBeNone}`; with tests, it reports to PROGRESS,
 * and fails where there was none, unless there may be none
 * @param options for tests: what hangs, where it is told, and why all is to stop
 * @returns {Promise<number>} the exit code
 */
export async function runChecks(
  checks,
  { hangs = isHung, log = console.log, stopped = watchSignals() } = {},
) {
  const folder = mkdtempSync(join(tmpdir(), 'feed-checks-'));
  const totals = { passed: 0, failed: 0, notRun: 0 };
  const running = new Set();
  for (const [index, check] of checks.entries()) {
    while (running.size >= (check.alone ? 1 : lanes)) await Promise.race(running);
    if (stopped()) {
      log(`✗ ${check.name} was not begun`);
      totals.notRun += 1;
      continue;
    }
    const path = join(folder, String(index));
    const one = runCheck(check, path, { hangs, log, stopped }).then((counts) => {
      for (const key of Object.keys(totals)) totals[key] += counts[key];
      running.delete(one);
    });
    running.add(one);
    if (check.alone) await one;
  }
  await Promise.all(running);
  rmSync(folder, { recursive: true, force: true });
  log(`All of it took ${seconds(performance.timeOrigin)}`);
  if (totals.notRun > 0) log(`${totals.notRun} not run`);
  log(`${totals.passed} passed, ${totals.failed} failed`);
  return totals.failed + totals.notRun === 0 ? 0 : 1;
}
