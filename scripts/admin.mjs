/** `npm run admin`: the operator's command line, on the project's Node. Says itself what it can do. */
import './supported-node.mjs';
import { root } from './build-name.mjs';
import { keep } from './children.mjs';
import { currentNode, toolEnvironment } from './node.mjs';
import { install } from './prepare.mjs';
import { report } from './steps.mjs';

try {
  await install();
  const args = ['sync-server/ops/admin.ts', ...process.argv.slice(2)];
  process.exit(await keep([{ command: currentNode(), args, env: toolEnvironment(), cwd: root }]));
} catch (error) {
  report(error);
}
