/**
 * `npm run dev`: the app with hot reload on the usual address, the sync server beside it on a free
 * port, restarted when its files change. One Ctrl-C stops both. There is no service worker here; it
 * belongs to the build.
 */
import './supported-node.mjs';
import { root } from './build-name.mjs';
import { keep } from './children.mjs';
import { currentNode, tool, toolEnvironment } from './node.mjs';
import { install } from './prepare.mjs';
import { freePort } from './processes.mjs';
import { report } from './steps.mjs';

try {
  await install();
  const port = process.env.PORT ?? '4600';
  const serverPort = String(await freePort());
  const [vite, viteArgs] = tool('vite/bin/vite.js', 'dev', '--port', port, '--strictPort');
  const server = {
    command: currentNode(),
    args: ['--watch', '--watch-preserve-output', 'sync-server/main.ts'],
    env: toolEnvironment({
      HOST: '127.0.0.1',
      PORT: serverPort,
      // Pages come from the development server, so that is the origin the sync server trusts.
      ORIGIN: process.env.ORIGIN ?? `http://localhost:${port}`,
      DEMO: process.env.DEMO ?? 'auto',
    }),
    cwd: root,
  };
  const pages = {
    command: vite,
    args: [...viteArgs, ...process.argv.slice(2)],
    env: toolEnvironment({ SYNC_SERVER_URL: `http://127.0.0.1:${serverPort}` }),
    cwd: root,
  };
  process.exit(await keep([server, pages]));
} catch (error) {
  report(error);
}
