/**
 * The long simulations of commands and of marks under faults, and of rows in time: 10,000 fresh schedules of each, or as
 * many as asked for.
 *
 *   npm run simulate -- [--schedules N] [--seed N] [--only commands|marks|rows]
 */
import './supported-node.mjs';
import { parseArgs } from 'node:util';
import { root } from './build-name.mjs';
import { keep } from './children.mjs';
import { currentNode, toolEnvironment } from './node.mjs';
import { install } from './prepare.mjs';
import { report } from './steps.mjs';

const simulations = ['commands', 'marks', 'rows'];

function wishes() {
  try {
    const { values } = parseArgs({
      options: {
        schedules: { type: 'string', default: '10000' },
        seed: { type: 'string' },
        only: { type: 'string' },
      },
    });
    const isNumber = (word) => /^\d{1,10}$/.test(word);
    const isKnown = values.only === undefined || simulations.includes(values.only);
    return isNumber(values.schedules) && isNumber(values.seed ?? '0') && isKnown ? values : null;
  } catch {
    return null;
  }
}

const wanted = wishes();
if (wanted === null) {
  console.error(
    'Usage: npm run simulate -- [--schedules N] [--seed N] [--only commands|marks|rows]',
  );
  process.exit(2);
}
const { schedules, seed, only } = wanted;
try {
  await install();
  const files = (only === undefined ? simulations : [only]).map(
    (name) => `tests/simulation/${name}/${name}.test.ts`,
  );
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--project', 'unit', ...files];
  const env = { ...toolEnvironment(), RUNS: schedules, ...(seed !== undefined && { SEED: seed }) };
  process.exit(await keep([{ command: currentNode(), args, env, cwd: root }]));
} catch (error) {
  report(error);
}
