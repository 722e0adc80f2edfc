/** This file tests when passwords are hashed, and how many at once: with hashes that end when they are told to. */
import type { Transaction } from 'kysely';
import { expect, it, vi } from 'vitest';
import { openAccounts, password } from '../../tests/support/own-accounts.ts';
import { watched } from '../../tests/support/watched.ts';
import type { SqliteDatabase } from '../storage/sql/sqlite-database.ts';
import type { Tables } from '../storage/sql/tables.ts';
import { slow, type Passwords } from './hashing.ts';

const origin = 'https://feed.example.org';
const cookieOf = (answer: Response) =>
  answer.headers
    .getSetCookie()
    .map((set) => set.split(';')[0])
    .join('; ');
const secret = 'a secret of forty characters, or even more';

/** Its transactions fail where they wait for anything but SQL. */
function watch(db: SqliteDatabase['db']): void {
  const begin = db.transaction.bind(db);
  vi.spyOn(db, 'transaction').mockImplementation(() => {
    const builder = begin();
    const execute = builder.execute.bind(builder);
    return Object.assign(builder, {
      execute: <T>(work: (tx: Transaction<Tables>) => Promise<T>) => execute(watched(work)),
    });
  });
}

it('OP20 no password is hashed, and no cookie signed, while a transaction waits for it', async () => {
  let hashed = 0;
  const { ask, accounts } = await openAccounts(origin, secret, ({ exclusive, db }) => {
    watch(db);
    /** Never ends where the connection belongs to whoever waits for the hash. */
    const free = () => exclusive(() => (hashed += 1));
    return {
      hash: (typed) => free().then(() => slow.hash(typed)),
      verify: (tried) => free().then(() => slow.verify(tried)),
    };
  });
  const ana = { name: 'Ana', email: 'ana@studio.example', password };
  const signedUp = await ask('/sign-up/email', ana);
  expect(signedUp.status).toBe(200);
  expect(hashed).toBe(1);
  expect((await ask('/sign-up/email', ana)).status).toBe(422);
  const unseen = { ...ana, email: 'cy@studio.example', name: ' ' };
  expect((await ask('/sign-up/email', unseen)).status).toBe(400);
  const signedIn = await ask('/sign-in/email', ana);
  expect(signedIn.status).toBe(200);
  const change = { currentPassword: password, newPassword: 'another horse battery' };
  expect((await ask('/change-password', change, cookieOf(signedIn))).status).toBe(200);
  const email = 'ben@studio.example';
  await accounts.create({ ...ana, email });
  const ben = await ask('/sign-in/email', { email, password });
  const headers = new Headers({ cookie: cookieOf(ben) });
  const session = await accounts.sessionOf(headers);
  if (!session) throw new Error('he is signed in');
  expect(await accounts.isPasswordOf(session, headers, password)).toEqual({
    ok: true,
    value: true,
  });
  expect(hashed).toBe(9);
});

/** Hashes that are not done before somebody says so. */
function heldPasswords() {
  const { promise: told, resolve: done } = Promise.withResolvers<void>();
  let begun = 0;
  const passwords: Passwords = {
    async hash(typed) {
      begun += 1;
      await told;
      return typed;
    },
    verify: ({ hash, password: typed }) => Promise.resolve(hash === typed),
  };
  return { passwords, done, begun: () => begun };
}

it('OP21 sign-ups are hashed one at a time, and one too many is told when to come again', async () => {
  const { passwords, done, begun } = heldPasswords();
  const { ask } = await openAccounts(origin, secret, () => passwords);
  const asked = Array.from({ length: 48 }, (_, index) => {
    const body = { name: 'Bot', email: `bot${index}@bots.example`, password };
    return ask('/sign-up/email', body, '', `10.0.0.${index}`);
  });
  const refused = await Promise.race(asked);
  expect(refused.status).toBe(503);
  expect(refused.headers.get('x-retry-after')).toBe('2');
  expect(begun()).toBe(1);
  done();
  const statuses = (await Promise.all(asked)).map(({ status }) => status);
  expect(statuses.filter((status) => status === 200)).toHaveLength(44);
  expect(statuses.filter((status) => status === 503)).toHaveLength(4);
});
