/**
 * `npm start`: from a fresh clone to a running app. Flags and the environment go on to the sync
 * server, which also says in words what it cannot do (port taken, folder not writable, wrong setting).
 */
import './supported-node.mjs';
import { root } from './build-name.mjs';
import { keep } from './children.mjs';
import { currentNode, toolEnvironment } from './node.mjs';
import { build, install } from './prepare.mjs';
import { report } from './steps.mjs';

try {
  await install();
  const version = await build();
  const server = {
    command: currentNode(),
    args: ['sync-server/main.ts', ...process.argv.slice(2)],
    // auto: a new database on a loopback address gets the demo workspace; 0 never, 1 always.
    env: toolEnvironment({ APP_VERSION: version, DEMO: process.env.DEMO ?? 'auto' }),
    cwd: root,
  };
  process.exit(await keep([server]));
} catch (error) {
  report(error);
}
