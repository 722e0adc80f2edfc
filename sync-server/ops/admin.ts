/**
 * `npm run admin` is the operator's command line: accounts and backups beside a running server too,
 * a restore while none runs.
 */
import { resolve } from 'node:path';
import type { Kysely } from 'kysely';
import { err, type Result } from '#shared/base/result.ts';
import type { Clock } from '#shared/base/time.ts';
import { parseConfig, type Config } from '../base/config.ts';
import { backUp } from './backup.ts';
import { acts, logAct, type Act, type Done } from './operator-log.ts';
import type { Tables } from '../storage/sql/tables.ts';
import { onDatabase } from './on-database.ts';
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

interface Place extends Config {
  readonly clock: Clock;
}
type Outcome = Result<Done, string>;

interface Command {
  readonly act: Act;
  /** How many words follow its name. */
  readonly asks: number;
  run(asked: readonly string[], place: Place): Outcome | Promise<Outcome>;
}

const onFile = (act: Act, write: typeof backUp | typeof restore): Command => ({
  act,
  asks: 1,
  run: ([name = ''], { databasePath, databaseUrl, dataDir, clock }) =>
    databaseUrl === null
      ? write({ databasePath, dataDir, file: toFile(name), now: clock.now() })
      : err(
          "With DATABASE_URL the database is saved and brought back by PostgreSQL's own means (pg_dump, pg_restore), and DATA_DIR by copying it.",
        ),
});

/** What only one of them needs is loaded by it. */
const onAccounts = (
  act: Act,
  asks: number,
  run: (db: Kysely<Tables>, asked: readonly string[], place: Place) => Promise<Outcome>,
): Command => ({
  act,
  asks,
  run: (asked, place) => onDatabase(place, (db) => run(db, asked, place)),
});

const onSupport = (act: Act, change: 'add' | 'remove'): Command =>
  onAccounts(act, 1, async (db, [email = ''], { clock }) => {
    const { changeSupport } = await import('./change-support.ts');
    return changeSupport(db, change, email, clock);
  });

const commands: Readonly<Record<string, Command>> = {
  backup: onFile(acts.backup, backUp),
  restore: onFile(acts.restore, restore),
  'support add': onSupport(acts.support, 'add'),
  'support remove': onSupport(acts.noSupport, 'remove'),
  'account reset': onAccounts(acts.reset, 1, async (db, [email = ''], place) => {
    const { resetPassword } = await import('./account.ts');
    return resetPassword(db, email, place);
  }),
  'account move': onAccounts(acts.move, 2, async (db, [from = '', to = '']) => {
    const { moveAccount } = await import('./account.ts');
    return moveAccount(db, from, to);
  }),
};

function commandOf(words: readonly string[]): Command | null {
  for (const [name, command] of Object.entries(commands)) {
    const length = name.split(' ').length;
    if (words.slice(0, length).join(' ') !== name) continue;
    if (words.length === length + command.asks) return command;
  }
  return null;
}

function say(outcome: Outcome): void {
  if (outcome.ok) return console.log(outcome.value.words);
  console.error(outcome.error);
  process.exitCode = 1;
}

process.umask(0o077);
const config = parseConfig(process.env, process.cwd());
const words = process.argv.slice(2);
const command = commandOf(words);
if (!config.ok) say(err(config.error.join('\n')));
else if (!command) say(err(usage));
else {
  const clock = { now: () => Date.now() + config.value.clockOffsetMs };
  const outcome = await command.run(words.slice(-command.asks), { ...config.value, clock });
  say(outcome);
  logAct(command.act, outcome.ok ? outcome.value.facts : null);
}
