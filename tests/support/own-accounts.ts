/** Accounts on a database in memory, at an address of one's own, asked without a server between. */
import { assert } from '#shared/base/assert.ts';
import { createAccounts, type Accounts } from '../../sync-server/accounts/create-accounts.ts';
import { slow, type Passwords } from '../../sync-server/accounts/hashing.ts';
import { migrate } from '../../sync-server/storage/migrations/migrate.ts';
import { openSqlite, type SqliteDatabase } from '../../sync-server/storage/sql/sqlite-database.ts';

export const password = 'correct horse battery';

export interface OwnAccounts {
  readonly accounts: Accounts;
  /** Whoever was told of a browser they had not signed in from before. */
  readonly toldOfBrowser: readonly string[];
  /** The ids of sessions that were ended. */
  readonly ended: readonly string[];
  /** @param client the address it comes from; one for all without */
  ask(
    path: string,
    body: object,
    cookie?: string,
    client?: string,
    more?: Readonly<Record<string, string>>,
  ): Promise<Response>;
  readonly db: SqliteDatabase['db'];
}

/** Sign-ups of one address are counted, in this process too. */
let addresses = 0;

/**
 * @param secret another server has another one
 * @param passwordsOn how passwords are hashed beside this database
 */
export async function openAccounts(
  origin: string,
  secret = 'a secret of forty characters, or even more',
  passwordsOn: (database: SqliteDatabase) => Passwords = () => slow,
): Promise<OwnAccounts> {
  const opened = openSqlite(':memory:');
  assert(opened.ok, 'a database in memory opens');
  await migrate(opened.value.db);
  const toldOfBrowser: string[] = [];
  const ended: string[] = [];
  const accounts = await createAccounts({
    database: opened.value,
    secret,
    origin,
    clock: { now: () => Date.now() },
    onNewBrowser: (userId) => toldOfBrowser.push(userId),
    onReplaced: () => undefined,
    passwords: passwordsOn(opened.value),
  });
  accounts.onSignedOut((sessionId) => ended.push(sessionId));
  const address = `127.0.0.${(addresses += 1)}`;
  const ask: OwnAccounts['ask'] = (path, body, cookie = '', client = address, more = {}) =>
    accounts.handle(
      new Request(`${origin}/api/auth${path}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-client-address': client,
          origin,
          cookie,
          ...more,
        },
        body: JSON.stringify(body),
      }),
    );
  return { accounts, toldOfBrowser, ended, ask, db: opened.value.db };
}
