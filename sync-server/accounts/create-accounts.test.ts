/** This file tests how long somebody stays signed in, moving only the machine's clock. */
import { sql } from 'kysely';
import { afterEach, expect, it, vi } from 'vitest';
import { assert } from '#shared/base/assert.ts';
import { uuid7 } from '#shared/base/ids.ts';
import { day, hour, minute } from '#shared/base/time.ts';
import { parseCommand } from '#shared/workspace/commands.ts';
import {
  browsersPerUser,
  sessionsPerUser,
  signUpsPerAddress,
  userAgentCharacters,
} from '../limits/figures.ts';
import type { Passwords } from './hashing.ts';
import { openAccounts, password } from '../../tests/support/own-accounts.ts';

const origin = 'https://feed.example.org';
const start = Date.UTC(2026, 10, 25);

const cookiesIn = (response: Response) =>
  response.headers.getSetCookie().map((cookie) => cookie.split(';')[0]);

async function signedUp(change: object = {}) {
  vi.useFakeTimers({ toFake: ['Date'], now: start });
  const { accounts, ask } = await openAccounts(origin);
  const person = { name: 'Ana', email: 'ana@studio.example', password };
  const response = await ask('/sign-up/email', { ...person, ...change });
  return { accounts, response, headers: new Headers({ cookie: cookiesIn(response).join('; ') }) };
}
afterEach(() => vi.useRealTimers());

it('AC6 keeps whoever comes back each day signed in, and sets the cookie once a day', async () => {
  const { accounts, headers } = await signedUp();
  for (let days = 1; days <= 200; days += 1) {
    vi.setSystemTime(start + days * day + minute);
    const session = await accounts.sessionOf(headers);
    assert(session, `is signed in on day ${days}`);
    const [cookie = ''] = await accounts.prolong(session, headers);
    expect(cookie).toContain(`Max-Age=${60 * 24 * 60 * 60}`);
    expect(headers.get('cookie')).toContain(cookie.split(';')[0]);
    vi.setSystemTime(start + days * day + hour);
    const later = await accounts.sessionOf(headers);
    expect(later?.expiresAt).toBe(start + (days + 60) * day + minute);
    if (later) expect(await accounts.prolong(later, headers)).toEqual([]);
  }
});

it('AC6 signs out whoever was away for 60 days', async () => {
  const { accounts, headers } = await signedUp();
  vi.setSystemTime(start + 59 * day);
  expect(await accounts.sessionOf(headers)).not.toBeNull();
  vi.setSystemTime(start + 60 * day + minute);
  expect(await accounts.sessionOf(headers)).toBeNull();
});

const tooLong = 'x'.repeat(81);
const longest = `${'x'.repeat(78)}🌒`;

it.each([
  ['INVALID_NAME', 'nothing', { name: ' ' }],
  ['INVALID_NAME', 'fillers', { name: '\u3164\u2800' }],
  ['INVALID_NAME', 'NUL alone', { name: '\0' }],
  ['INVALID_NAME', 'what only turns', { name: '\u202e\u2066' }],
  ['INVALID_NAME', 'too long', { name: tooLong }],
  ['INVALID_EMAIL', 'what nobody could invite', { email: 'ana@studio-.example' }],
])('AC7 a sign-up is refused with %s: %s', async (code, _, change) => {
  const { response } = await signedUp(change);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ code });
});

it.each([
  ...['a..b@c.de', '.a@c.de', 'a.@c.de', 'a@b.c', 'a=b@c.de', 'a/b@c.de', "a'@c.de", 'a@c.d1'],
  ...['a@c', 'a@-c.de', 'a@c-.de', 'a b@c.de', `${'x'.repeat(250)}@c.de`, 'ä@c.de', 'a@ü.de'],
  ...['a.b+c_d@c-d.e-f.museum', "o'b@c.de", '-a@c.de', `${'x'.repeat(248)}@c.de`],
])('AC7 %s signs up where it can be invited, and nowhere else', async (email) => {
  const { response } = await signedUp({ email });
  const args = { inviteId: uuid7(1), trackId: uuid7(2), email };
  expect(response.ok).toBe(parseCommand('invite.send.v1', args).ok);
});

it.each([
  ["o'brien@label.test", 'Ana\nReyes\0', 'Ana Reyes'],
  ['mix@xn--mnchen-3ya.test', ' Ana ', 'Ana'],
  ['mix@my--studio.test', longest, longest],
  ['dana@studio.test', '\u202eדנה\u2066 \u{1f319}', 'דנה \u{1f319}'],
])('AC7 who signs up as %s can be invited, by a name in one line', async (email, name, kept) => {
  const { accounts, response, headers } = await signedUp({ email, name, image: 'x'.repeat(9_000) });
  expect(response.status).toBe(200);
  expect(await accounts.sessionOf(headers)).toMatchObject({ email, name: kept });
  expect(await response.json()).toMatchObject({ user: { image: null } });
  const args = { inviteId: uuid7(1), trackId: uuid7(2), email };
  expect(parseCommand('invite.send.v1', args)).toMatchObject({ ok: true });
});

const quick: Passwords = {
  hash: (typed) => Promise.resolve(typed),
  verify: (tried) => Promise.resolve(tried.hash === tried.password),
};

it('AC30 an account is signed in at so many places: of more, the one not heard of for longest ends', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: start });
  const { accounts, ask, db } = await openAccounts(origin, undefined, () => quick);
  const email = 'ana@studio.example';
  const headersOf = (response: Response) => new Headers({ cookie: cookiesIn(response).join('; ') });
  const first = headersOf(await ask('/sign-up/email', { name: 'Ana', email, password }));
  const signIn = async () => headersOf(await ask('/sign-in/email', { email, password }));
  const second = await signIn();
  vi.setSystemTime(start + minute);
  for (let places = 2; places < sessionsPerUser; places += 1) await signIn();
  vi.setSystemTime(start + hour);
  const session = await accounts.sessionOf(first);
  assert(session, 'nobody has to go yet');
  await accounts.seen(session.sessionId);
  const last = await signIn();
  const inside = async (headers: Headers) => (await accounts.sessionOf(headers)) !== null;
  expect([await inside(first), await inside(second), await inside(last)]).toEqual([
    true,
    false,
    true,
  ]);
  expect(await db.selectFrom('session').select('id').execute()).toHaveLength(sessionsPerUser);
  await accounts.endSessions(session.userId, () => true);
  await expect.poll(() => db.selectFrom('session_seen').selectAll().execute()).toHaveLength(0);
});

it('AC30 of what a browser calls itself, as much is kept as any says', async () => {
  const { ask, db } = await openAccounts(origin);
  const person = { name: 'Ana', email: 'ana@studio.example', password };
  await ask('/sign-up/email', person, '', '127.1.0.1', { 'user-agent': 'x'.repeat(10_000) });
  const { rows } = await sql<{ readonly length: number }>`
    select length("userAgent") as length from session`.execute(db);
  expect(rows).toEqual([{ length: userAgentCharacters }]);
});

it('AC30 an account knows so many browsers, and forgets the one not seen for longest', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: start });
  const { ask, db, toldOfBrowser } = await openAccounts(origin, undefined, () => quick);
  const email = 'ana@studio.example';
  const first = cookiesIn(await ask('/sign-up/email', { name: 'Ana', email, password })).join('; ');
  const signIn = (cookie = '') => ask('/sign-in/email', { email, password }, cookie);
  for (let browsers = 0; browsers <= browsersPerUser; browsers += 1) {
    vi.setSystemTime(start + (browsers + 1) * minute);
    await signIn();
  }
  expect(await db.selectFrom('known_browser').selectAll().execute()).toHaveLength(browsersPerUser);
  const before = toldOfBrowser.length;
  await signIn(first);
  expect(toldOfBrowser).toHaveLength(before + 1);
});

it('OP51 new accounts of an address are bounded by the minute', async () => {
  const { ask } = await openAccounts(origin, undefined, () => quick);
  const signUp = async (index: number, client: string) => {
    const person = { name: 'Ana', email: `ana${index}@studio.example`, password };
    return (await ask('/sign-up/email', person, '', client)).status;
  };
  const { max } = signUpsPerAddress;
  for (let index = 0; index < max; index += 1) expect(await signUp(index, '10.2.0.1')).toBe(200);
  expect(await signUp(max, '10.2.0.1')).toBe(429);
  expect(await signUp(max, '10.2.0.2')).toBe(200);
});
