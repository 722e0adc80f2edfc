/**
 * The long simulation of commands under faults: 10,000 fresh schedules, or as many as asked for.
 *
 *   npm run simulate [schedules] [seed]
 */
import './supported-node.mjs';
import { root } from './build-name.mjs';
import { keep } from './children.mjs';
import { currentNode, toolEnvironment } from './node.mjs';
import { install } from './prepare.mjs';
import { report } from './steps.mjs';

const [runs = '10000', seed] = process.argv.slice(2);
if (![runs, seed ?? '0'].every((word) => /^\d{1,10}$/.test(word))) {
  console.error('Usage: npm run simulate [schedules] [seed]');
  process.exit(2);
}
try {
  await install();
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--project', 'unit'];
  const env = { ...toolEnvironment(), RUNS: runs, ...(seed !== undefined && { SEED: seed }) };
  const command = { command: currentNode(), args: [...args, 'tests/simulation/commands'], env };
  process.exit(await keep([{ ...command, cwd: root }]));
} catch (error) {
  report(error);
}
