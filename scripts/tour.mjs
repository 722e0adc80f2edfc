/**
 * `npm run tour [folder]`: makes every kind of notification happen, in real browsers against a real
 * server, follows each to where it leads, and keeps a picture of every stop.
 */
import './supported-node.mjs';
import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { root } from './build-name.mjs';
import { keep } from './children.mjs';
import { currentNode, toolEnvironment } from './node.mjs';
import { build, install } from './prepare.mjs';
import { report } from './steps.mjs';

const folder = resolve(process.argv[2] ?? `${root}/tour.local`);
try {
  await install();
  await build();
  await mkdir(folder, { recursive: true });
  const args = ['node_modules/@playwright/test/cli.js', 'test', 'tour', '--workers', '1'];
  const env = { ...toolEnvironment(), TOUR: folder };
  const code = await keep([{ command: currentNode(), args, env, cwd: root }]);
  console.log(`The pictures are in ${folder}.`);
  process.exit(code);
} catch (error) {
  report(error);
}
