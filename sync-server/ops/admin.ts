/**
 * `npm run admin` is the operator's command line: accounts and backups beside a running server too,
 * a restore while none runs.
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { err, type Result } from '#shared/base/result.ts';
import type { Clock } from '#shared/base/time.ts';
import { parseConfig, type Config } from '../base/config.ts';
import { backUp } from './backup.ts';
import { acts, logAct, type Act, type Done } from './operator-log.ts';
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
  run: ([name = ''], { databasePath, dataDir, clock }) =>
    write({ databasePath, dataDir, file: toFile(name), now: clock.now() }),
});

/** What only one of them needs is loaded by it. */
const onDatabase = (act: Act, asks: number, run: Command['run']): Command => ({
  act,
  asks,
  run: (asked, place) =>
    existsSync(place.databasePath)
      ? run(asked, place)
      : err(
          `There is no database at ${place.databasePath}. Start the server once, or set DATA_DIR.`,
        ),
});

const onSupport = (act: Act, change: 'add' | 'remove'): Command =>
  onDatabase(act, 1, async ([email = ''], { databasePath, clock }) => {
    const { changeSupport } = await import('./change-support.ts');
    return changeSupport(databasePath, change, email, clock);
  });

const commands: Readonly<Record<string, Command>> = {
  backup: onFile(acts.backup, backUp),
  restore: onFile(acts.restore, restore),
  'support add': onSupport(acts.support, 'add'),
  'support remove': onSupport(acts.noSupport, 'remove'),
  'account reset': onDatabase(acts.reset, 1, async ([email = ''], { databasePath, ...place }) => {
    const { resetPassword } = await import('./account.ts');
    return resetPassword(databasePath, email, place);
  }),
  'account move': onDatabase(acts.move, 2, async ([from = '', to = ''], { databasePath }) => {
    const { moveAccount } = await import('./account.ts');
    return moveAccount(databasePath, from, to);
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
