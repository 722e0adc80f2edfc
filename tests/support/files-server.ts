/** The server as it is, but for who decides about files: that is the test that started it. */
import { parseConfig } from '../../sync-server/base/config.ts';
import { createLog } from '../../sync-server/base/logging.ts';
import { createSyncServer } from '../../sync-server/create-sync-server.ts';
import { askForFileRules } from './file-rules.ts';

process.umask(0o077);
const config = parseConfig(process.env, process.cwd());
if (!config.ok) throw new Error(config.error.join('\n'));
const started = await createSyncServer(config.value, createLog('info'), askForFileRules());
if (!started.ok) throw new Error(started.error);
process.stdout.write(`listening ${config.value.origin}\n`);
process.on('SIGTERM', () => void started.value.close().then(() => process.exit(0)));
