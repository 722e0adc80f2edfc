/** Debian's package manager, where we may use it. A failure is told and left to the caller to notice. */
import { existsSync } from 'node:fs';
import { root } from './build-name.mjs';
import { Complaint, step } from './steps.mjs';

export const mayUseApt = () => process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');

/** One step that may fail: its words are shown, and the caller looks for what it wanted. */
export async function tryStep(name, command, env) {
  try {
    await step(name, command, { cwd: root, env, cure: '' });
  } catch (error) {
    if (!(error instanceof Complaint)) throw error;
    console.log(error.message);
  }
}

const apt = (name, ...args) =>
  tryStep(name, ['apt-get', args], { ...process.env, DEBIAN_FRONTEND: 'noninteractive' });

export const refreshApt = () => apt('Refreshing the package list', 'update', '-q');

export const installByApt = (name, packages) =>
  apt(`Installing ${name} by apt-get`, 'install', '-yq', '--no-install-recommends', ...packages);
