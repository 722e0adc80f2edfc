/**
 * `npm run audit`: which holes are known of in what is installed, as the registry tells. One of high or
 * critical severity in what is given on (the server's packages, and those in the app) fails it; what is only
 * used while building or testing is told. A registry that does not answer is no fault of what is installed.
 */
import './supported-node.mjs';
import { spawn } from 'node:child_process';
import { root } from './build-name.mjs';
import { npm } from './prepare.mjs';
import { shippedPackages } from './shipped.mjs';
import { Complaint, report } from './steps.mjs';

const answerMs = 20_000;
const grave = ['high', 'critical'];

/** @returns {Promise<string>} what npm says; it fails as well where it has found something */
function ask() {
  const [command, args] = npm(
    'audit',
    '--json',
    '--package-lock-only',
    '--audit=true',
    '--fetch-retries=0',
    `--fetch-timeout=${answerMs}`,
  );
  return new Promise((done, failed) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'ignore'],
      shell: process.platform === 'win32',
      timeout: 6 * answerMs,
    });
    let said = '';
    child.stdout.on('data', (part) => (said += part));
    child.once('error', failed);
    child.once('close', () => done(said));
  });
}

/**
 * Whatever only stands on a package with a hole is left out.
 * @returns {{name: string, severity: string, nodes: string[], titles: string[]}[] | null} null: not to be had
 */
function holesIn(said) {
  try {
    return Object.values(JSON.parse(said).vulnerabilities)
      .map(({ name, severity, nodes, via }) => {
        const own = via.filter((cause) => typeof cause === 'object');
        return { name, severity, nodes, titles: own.map(({ title }) => title) };
      })
      .filter(({ titles }) => titles.length > 0);
  } catch {
    return null;
  }
}

const describe = ({ name, severity, titles }) =>
  `  ${name} (${severity}): ${[...new Set(titles)].join('; ')}`;

function judge(holes) {
  const shipped = new Set(shippedPackages().map(({ path }) => path));
  const isShipped = ({ nodes }) => nodes.some((path) => shipped.has(path));
  const failing = holes.filter((hole) => isShipped(hole) && grave.includes(hole.severity));
  const told = holes.filter((hole) => !failing.includes(hole));
  if (told.length > 0) {
    console.log('Known, and no reason to fail: less than high, or only used to build and test.');
    console.log(told.map(describe).join('\n'));
  }
  if (failing.length > 0) {
    throw new Complaint(
      `In what is given on there are known holes:\n${failing.map(describe).join('\n')}`,
      'Take versions without them: npm run audit says nothing then.',
    );
  }
  console.log('No hole of high or critical severity is known of in what is given on.');
}

try {
  const holes = holesIn(await ask());
  if (holes) judge(holes);
  else
    console.log('Known holes could not be had: the registry of this machine does not tell them.');
} catch (error) {
  report(error);
}
