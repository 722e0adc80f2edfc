/**
 * `npm run admin` is the operator's command line: accounts and backups beside a running server too,
 * a restore while none runs.
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { err, type Result } from '#shared/base/result.ts';
import { parseConfig, type Config } from '../base/config.ts';
import { backUp } from './backup.ts';
import { restore } from './restore.ts';

const usage = `Usage: npm run admin -- COMMAND
  backup FILE         writes everything into one new file, and what people share into the folder
                      feed-files beside it; beside a running server too
  restore FILE        puts a backup in the place of the database; stop the server first
  support add EMAIL   makes an account a support account
  support remove EMAIL
                      makes it an account like others again
  account reset EMAIL
                      prints a link that sets a new password, once, within a day
  account move EMAIL NEW-EMAIL
                      gives an account another address; the one it had is free`;

/** npm runs us in the project's folder, and says where the operator stands. */
const toFile = (name: string): string => resolve(process.env['INIT_CWD'] ?? process.cwd(), name);

const noDatabase = (path: string) =>
  `There is no database at ${path}. Start the server once, or set DATA_DIR.`;

async function run(
  words: readonly string[],
  { databasePath, dataDir, clockOffsetMs, origin }: Config,
): Promise<Result<string, string>> {
  const clock = { now: () => Date.now() + clockOffsetMs };
  const [command, first = '', second = '', third = ''] = words;
  switch (words.length > 1 ? `${command} ${words.length}` : '') {
    case 'backup 2':
      return backUp({ databasePath, dataDir, file: toFile(first), now: clock.now() });
    case 'restore 2':
      return restore({ databasePath, dataDir, file: toFile(first), now: clock.now() });
    case 'account 3': {
      if (first !== 'reset') return err(usage);
      if (!existsSync(databasePath)) return err(noDatabase(databasePath));
      const { resetPassword } = await import('./account.ts');
      return resetPassword(databasePath, second, { origin, clock });
    }
    case 'account 4': {
      if (first !== 'move') return err(usage);
      if (!existsSync(databasePath)) return err(noDatabase(databasePath));
      const { moveAccount } = await import('./account.ts');
      return moveAccount(databasePath, second, third);
    }
    case 'support 3': {
      if (first !== 'add' && first !== 'remove') return err(usage);
      if (!existsSync(databasePath)) return err(noDatabase(databasePath));
      // The others need none of the workspace.
      const { changeSupport } = await import('./change-support.ts');
      return changeSupport(databasePath, first, second, clock);
    }
    default:
      return err(usage);
  }
}

process.umask(0o077);
const config = parseConfig(process.env, process.cwd());
const done = config.ok
  ? await run(process.argv.slice(2), config.value)
  : err(config.error.join('\n'));
if (done.ok) console.log(done.value);
else {
  console.error(done.error);
  process.exitCode = 1;
}
