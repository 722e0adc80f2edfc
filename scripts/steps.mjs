/**
 * How a command tells a person what happens: a line when something slow begins, a sign of life while
 * it lasts, its time at the end, and for what goes wrong a sentence and the cure, without a stack.
 */
import { spawn } from 'node:child_process';

/** Something the person at the keyboard can cure; `cure` says how. */
export class Complaint extends Error {
  constructor(message, cure) {
    super(message);
    this.cure = cure;
  }
}

/** Ends the process: 1, in words for a Complaint, with a stack for a mistake of ours. */
export function report(error) {
  if (error instanceof Complaint) console.error(`\n${error.message}\n${error.cure}\n`);
  else console.error(error);
  process.exit(1);
}

export const seconds = (sinceMs) => `${((Date.now() - sinceMs) / 1000).toFixed(1)} s`;

/** Silence longer than this looks like a hang. */
export const signOfLifeMs = 15_000;

/**
 * Runs one child to its end, however long it takes: whoever waits is told that it is still at work.
 * @param {{quiet?: boolean}} options quiet: its output is shown only when it fails
 * @returns {Promise<void>} rejects with a Complaint when it fails
 */
export async function step(name, [command, args], { cwd, env, cure, quiet = false }) {
  const started = Date.now();
  console.log(`${name} …`);
  const life = setInterval(() => console.log(`  … ${name}, ${seconds(started)}`), signOfLifeMs);
  const output = [];
  const outcome = await new Promise((resolve) => {
    const stdio = quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit';
    const child = spawn(command, args, { cwd, env, stdio });
    child.stdout?.on('data', (chunk) => output.push(chunk));
    child.stderr?.on('data', (chunk) => output.push(chunk));
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(code === 0 ? null : (signal ?? `exit ${code}`)));
  });
  clearInterval(life);
  if (outcome !== null) {
    process.stderr.write(Buffer.concat(output));
    throw new Complaint(`${name} failed (${outcome}).`, cure);
  }
  console.log(`${name} took ${seconds(started)}`);
}
