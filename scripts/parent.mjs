/**
 * Who asked for us, and whether they are still there. npm dies on SIGTERM without telling its child,
 * and mostly a shell sits between the two that lives on; so it is npm itself that is watched.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { isAlive } from './processes.mjs';

const shells = /^(sh|dash|bash|zsh|ash|ksh)$/;

/** @returns {{ name: string, parent: number } | undefined} */
function describe(pid) {
  try {
    const [, name, parent] = /^\d+ \((.*)\) \S (\d+)/.exec(
      readFileSync(`/proc/${pid}/stat`, 'utf8'),
    );
    return { name, parent: Number(parent) };
  } catch {
    return describeByPs(pid); // no /proc, as on a Mac
  }
}

function describeByPs(pid) {
  try {
    const line = execFileSync('ps', ['-o', 'ppid=,comm=', '-p', String(pid)], { encoding: 'utf8' });
    const [, parent, name] = /^\s*(\d+)\s+-?(?:.*\/)?(\S+)\s*$/.exec(line);
    return { name, parent: Number(parent) };
  } catch {
    return undefined; // no ps either, as on Windows: then only the parent itself is watched
  }
}

/** @returns a function that says whether who asked for us is gone; to be made at once at the start */
export function watchAsker() {
  const parent = process.ppid;
  const between = process.env.npm_lifecycle_event ? describe(parent) : undefined;
  const asker =
    between && shells.test(between.name) && between.parent > 1 ? between.parent : parent;
  return () => process.ppid !== parent || !isAlive(asker);
}
