/**
 * `npm run admin -- support add EMAIL`: makes an account a support account, beside a running server
 * too. There is no other way to become one.
 */
import { existsSync } from 'node:fs';
import { parseConfig } from '../config.ts';
import { createNews } from '../domain/news.ts';
import { createWorkspaceService } from '../domain/create-workspace-service.ts';
import { migrate } from '../storage/migrate.ts';
import { openSqlite } from '../storage/sql/sqlite-database.ts';
import { createWorkspaceStore } from '../storage/sql/workspace-store-sql.ts';

const usage = 'Usage: npm run admin -- support add EMAIL';

async function main(words: readonly string[]): Promise<string | null> {
  const [noun, verb, email, ...rest] = words;
  if (noun !== 'support' || verb !== 'add' || !email || rest.length > 0) return usage;
  const config = parseConfig(process.env, process.cwd());
  if (!config.ok) return config.error.join('\n');
  const { databasePath } = config.value;
  if (!existsSync(databasePath)) {
    return `There is no database at ${databasePath}. Start the server once, or set DATA_DIR.`;
  }
  const opened = openSqlite(databasePath);
  if (!opened.ok) return opened.error;
  const { db } = opened.value;
  try {
    await migrate(db);
    const address = email.trim().toLowerCase();
    const workspace = createWorkspaceService({
      store: createWorkspaceStore(db),
      clock: { now: () => Date.now() + config.value.clockOffsetMs },
      // A running server finds it by comparing heads, within a heartbeat.
      news: createNews(),
    });
    if (!(await workspace.addSupport(address))) {
      return `No account has the address ${address}. Sign up with it first.`;
    }
    console.log(`${address} is a support account now.`);
    return null;
  } finally {
    await opened.value.close();
  }
}

const fault = await main(process.argv.slice(2));
if (fault !== null) {
  console.error(fault);
  process.exitCode = 1;
}
