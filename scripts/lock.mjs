/**
 * Two commands of one checkout may run at once (`npm start` in one terminal, `npm test` in another);
 * only one of them installs or builds, the other waits and then finds it done. A lock whose owner is
 * gone counts for nothing.
 */
import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from './build-name.mjs';
import { isAlive } from './processes.mjs';
import { signOfLifeMs } from './steps.mjs';

const pollMs = 300;

const checkout = createHash('sha256').update(root).digest('hex').slice(0, 12);
// Outside the checkout: installing empties node_modules, building empties build.
const path = join(tmpdir(), `producer-dashboard-${checkout}.lock`);

function take() {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  }
}

function owner() {
  try {
    return Number(readFileSync(path, 'utf8'));
  } catch {
    return 0; // just let go
  }
}

/** Runs `work` alone in this checkout. */
export async function alone(work) {
  let toldAt = 0;
  while (!take()) {
    const pid = owner();
    if (pid > 0 && !isAlive(pid)) rmSync(path, { force: true });
    else {
      if (Date.now() - toldAt > signOfLifeMs) {
        toldAt = Date.now();
        console.log(`Waiting for process ${pid}, which installs or builds, as ${path} says …`);
      }
      await sleep(pollMs);
    }
  }
  const letGo = () => rmSync(path, { force: true });
  process.once('exit', letGo);
  try {
    return await work();
  } finally {
    process.removeListener('exit', letGo);
    letGo();
  }
}
