/** Starts the server from the environment, says where it is, and stops it in order. */
import { flushCompileCache } from 'node:module';
import { createSyncServer } from './create-sync-server.ts';
import { parseConfig } from './base/config.ts';
import { createLog } from './base/logging.ts';

/** After a second signal, or when stopping takes longer than this, the process ends at once. */
const stopMs = 5_000;

const fail = (lines: readonly string[]): never => {
  for (const line of lines) console.error(line);
  process.exit(1);
};

// What it writes (passwords, sessions, everybody's tracks) is for this user alone to read.
process.umask(0o077);
const config = parseConfig(process.env, process.cwd());
if (!config.ok) fail(config.error);
else {
  const log = createLog(process.env['LOG_LEVEL'] ?? 'info');
  const started = await createSyncServer(config.value, log);
  if (!started.ok) fail([started.error]);
  else {
    const { port, isDemo, close } = started.value;
    const origin = config.value.port === 0 ? `http://localhost:${port}` : config.value.origin;
    console.log(`listening ${origin}`);
    // Where Node keeps what it compiles, the next start is quicker, however this one ends.
    flushCompileCache();
    if (isDemo) console.log('The sign-in page offers the accounts of the demo workspace.');

    let isStopping = false;
    const stop = () => {
      if (isStopping) process.exit(1);
      isStopping = true;
      setTimeout(() => process.exit(1), stopMs).unref();
      close().then(
        () => process.exit(0),
        (error: unknown) => {
          log.error({ err: error }, 'did not stop in order');
          process.exit(1);
        },
      );
    };
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, stop);
  }
}
