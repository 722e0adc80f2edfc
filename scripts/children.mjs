/**
 * Keeps what a command started: passes signals on once, ends all when one ends, and stops everything
 * when npm, which is asked in our place, is gone without telling us. Children have a process group of
 * their own, else Ctrl-C would reach them twice and the second counts as "at once".
 */
import { spawn } from 'node:child_process';
import { watchAsker } from './parent.mjs';

/** The server promises to stop within 5 s; after three times that it is not going to. */
const stopLimitMs = 15_000;
/** A terminal and npm both deliver the same Ctrl-C; what comes later is a person insisting. */
const sameSignalMs = 1_000;
const askerPollMs = 500;

const isWindows = process.platform === 'win32';
const codeOf = (code, signal) => code ?? (signal ? 1 : 0);

/**
 * @param {readonly {command: string, args: readonly string[], env: NodeJS.ProcessEnv, cwd: string}[]} specs
 * @returns {Promise<number>} the exit code of the first child that ended, when all have
 */
export async function keep(specs) {
  const children = specs.map(({ command, args, env, cwd }) =>
    spawn(command, args, { env, cwd, stdio: 'inherit', detached: !isWindows }),
  );
  const signalAll = (signal) => {
    for (const child of children) {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    }
  };

  let lastSignalAt = 0;
  let killTimer;
  const stop = (signal) => {
    if (Date.now() - lastSignalAt < sameSignalMs) return;
    lastSignalAt = Date.now();
    signalAll(signal);
    killTimer ??= setTimeout(() => signalAll('SIGKILL'), stopLimitMs).unref();
  };
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => stop(signal));
  process.on('SIGHUP', () => stop('SIGTERM')); // the terminal was closed

  const isAskerGone = watchAsker();
  const watch = setInterval(() => {
    if (!isAskerGone()) return;
    clearInterval(watch);
    stop('SIGTERM');
  }, askerPollMs);

  let first;
  await Promise.all(
    children.map(
      (child, index) =>
        new Promise((resolve) => {
          const ended = (code) => {
            first ??= code;
            stop('SIGTERM');
            resolve();
          };
          child.once('exit', (code, signal) => ended(codeOf(code, signal)));
          child.once('error', (error) => {
            console.error(`${specs[index].command}: ${error.message}`);
            ended(1);
          });
        }),
    ),
  );
  clearInterval(watch);
  clearTimeout(killTimer);
  return first ?? 1;
}
