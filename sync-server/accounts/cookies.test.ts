/**
 * This file tests what other programs of the host do to a session: browsers keep the cookies of all
 * ports of a host in one jar, and pages of a parent's domain put theirs in as well.
 */
import { afterEach, expect, it, vi } from 'vitest';
import { day } from '#shared/base/time.ts';
import { openAccounts, password, type OwnAccounts } from '../../tests/support/own-accounts.ts';

/** As much of a browser's jar as it takes: one value for each name and path. */
class Jar {
  readonly #kept = new Map<string, string>();

  take(response: Response | readonly string[]): void {
    const set = response instanceof Response ? response.headers.getSetCookie() : response;
    for (const cookie of set) {
      const [pair = ''] = cookie.split(';');
      const path = /path=([^;]*)/iu.exec(cookie)?.[1] ?? '/';
      const key = `${pair.split('=')[0]} ${path}`;
      if (/max-age=0/iu.test(cookie)) this.#kept.delete(key);
      else this.#kept.set(key, pair);
    }
  }

  get header(): string {
    return [...this.#kept.values()].join('; ');
  }

  get names(): readonly string[] {
    return [...this.#kept.values()].map((pair) => pair.split('=')[0] ?? '').sort();
  }

  /** The same cookies, as a program before this one called them. */
  renamed(from: RegExp, to: string): void {
    for (const [key, pair] of [...this.#kept]) {
      if (!from.test(pair)) continue;
      this.#kept.delete(key);
      this.#kept.set(key.replace(from, to), pair.replace(from, to));
    }
  }
}

const ana = { name: 'Ana', email: 'ana@studio.example', password };
const ben = { name: 'Ben', email: 'ben@studio.example', password };
const start = Date.UTC(2026, 10, 25);
afterEach(() => vi.useRealTimers());

async function signUp({ ask }: OwnAccounts, jar: Jar, who: object = ana): Promise<void> {
  const response = await ask('/sign-up/email', who, jar.header);
  expect(response.status).toBe(200);
  jar.take(response);
}
const emailAt = async ({ accounts }: OwnAccounts, cookie: string) =>
  (await accounts.sessionOf(new Headers({ cookie })))?.email ?? null;
const sessionPair = (cookie: string) => {
  const pair = cookie.split('; ').find((part) => part.includes('session'));
  return [pair?.slice(0, pair.indexOf('=')) ?? '', pair?.slice(pair.indexOf('=') + 1)] as const;
};

it.each([
  ['http://localhost:4600', 'http://localhost:4700'],
  ['http://studio.local', 'http://studio.local:8080'],
  ['https://studio.example:8443', 'https://studio.example'],
])('AC9 at %s nobody is signed out by %s', async (one, another) => {
  const [here, there] = [await openAccounts(one, 'x'.repeat(40)), await openAccounts(another)];
  const jar = new Jar();
  await signUp(here, jar);
  await signUp(there, jar, ben);
  expect(await emailAt(here, jar.header)).toBe(ana.email);
  expect(await emailAt(there, jar.header)).toBe(ben.email);
  jar.take(await there.ask('/sign-out', {}, jar.header));
  expect(await emailAt(here, jar.header)).toBe(ana.email);
  expect(await emailAt(there, jar.header)).toBeNull();
});

it.each([
  ['http://localhost:4600', 'better-auth.session_token'],
  ['https://studio.example', '__Secure-better-auth.session_token'],
  ['https://studio.example', 'better-auth.session_token'],
])('AC9 at %s nobody is signed out by a program that sets %s', async (origin, name) => {
  const here = await openAccounts(origin);
  const jar = new Jar();
  await signUp(here, jar);
  jar.take([`${name}=c29tZWJvZHkgZWxzZQ.c2lnbmF0dXJl; Path=/; HttpOnly`]);
  expect(await emailAt(here, jar.header)).toBe(ana.email);
  jar.take(await here.ask('/sign-out', {}, jar.header));
  expect(jar.names).toContain(name);
});

it('AC9 on https no page of another host can set them', async () => {
  const jar = new Jar();
  const here = await openAccounts('https://studio.example');
  const response = await here.ask('/sign-up/email', ana);
  jar.take(response);
  expect(jar.names.every((name) => name.startsWith('__Host-'))).toBe(true);
  for (const cookie of response.headers.getSetCookie()) {
    expect(cookie).toMatch(/Secure/u);
    expect(cookie).toMatch(/HttpOnly/u);
    expect(cookie).toMatch(/Path=\/(?:;|$)/u);
    expect(cookie).not.toMatch(/Domain/iu);
  }
});

it.each([
  ['before', (name: string, own: string) => `${name}=foreign; ${own}`],
  ['after', (name: string, own: string) => `${own}; ${name}=foreign`],
  ['signed by others, around', around],
])('AC10 a cookie of that name %s ours bars nobody', async (_, beside) => {
  const here = await openAccounts('http://studio.example');
  const jar = new Jar();
  await signUp(here, jar);
  const cookie = beside(sessionPair(jar.header)[0], jar.header);
  expect(await emailAt(here, cookie)).toBe(ana.email);
  const changed = await here.ask('/verify-password', { password }, cookie);
  expect(changed.status).toBe(200);
  await here.ask('/sign-out', {}, cookie);
  expect(await emailAt(here, cookie)).toBeNull();
});
function around(name: string, own: string): string {
  const foreign = `${name}=${encodeURIComponent(`${'t'.repeat(32)}.${'s'.repeat(43)}=`)}`;
  return `${foreign}; ${name}=; ${own}; ${name}="; ${name}=%; ${foreign}`;
}

it('AC10 a session that has ended bars no other', async () => {
  const here = await openAccounts('http://studio.example');
  const [one, other] = [new Jar(), new Jar()];
  await signUp(here, one);
  await signUp(here, other, ben);
  const both = `${one.header}; ${other.header}`;
  expect(await emailAt(here, both)).toBe(ana.email);
  await here.ask('/sign-out', {}, one.header);
  expect(await emailAt(here, both)).toBe(ben.email);
});

it('AC10 AC5 a browser that was here is known among cookies of that name', async () => {
  const here = await openAccounts('http://studio.example');
  const jar = new Jar();
  await signUp(here, jar);
  await here.ask('/sign-in/email', ana, '');
  expect(here.toldOfBrowser).toHaveLength(1);
  const name = jar.names.find((each) => each.includes('browser'));
  for (const foreign of ['foreign', 'y'.repeat(22)]) {
    await here.ask('/sign-in/email', ana, `${name}=${foreign}; ${jar.header}`);
    expect(here.toldOfBrowser).toHaveLength(1);
  }
});

it.each([
  ['http://localhost:4600', 'better-auth.session_token'],
  ['https://studio.example', '__Secure-better-auth.session_token'],
])('AC11 at %s a session under %s goes on, and moves', async (origin, before) => {
  const here = await openAccounts(origin);
  const jar = new Jar();
  await signUp(here, jar);
  jar.renamed(/^.*session_token/u, before);
  jar.renamed(/^.*browser/u, 'feed.browser');
  const session = await here.accounts.sessionOf(new Headers({ cookie: jar.header }));
  if (!session) throw new Error('is signed in');
  jar.take(await here.accounts.prolong(session, new Headers({ cookie: jar.header })));
  expect(jar.names).not.toContain(before);
  expect(await emailAt(here, jar.header)).toBe(ana.email);
  expect(await here.accounts.prolong(session, new Headers({ cookie: jar.header }))).toEqual([]);
  await here.ask('/sign-in/email', ana, jar.header);
  expect(here.toldOfBrowser).toEqual([]);
});

it('AC11 whoever signs in leaves nothing behind under the name of before', async () => {
  const here = await openAccounts('http://localhost:4600');
  const jar = new Jar();
  await signUp(here, jar);
  jar.renamed(/^.*session_token/u, 'better-auth.session_token');
  await signUp(here, jar, ben);
  expect(jar.names).not.toContain('better-auth.session_token');
  expect(await emailAt(here, jar.header)).toBe(ben.email);
});

it('AC12 a sign-out ends every session that the browser holds, and takes the cookies', async () => {
  const here = await openAccounts('http://localhost:4600');
  const [jar, older] = [new Jar(), new Jar()];
  await signUp(here, older);
  older.renamed(/^.*session_token/u, 'better-auth.session_token');
  await signUp(here, jar, ben);
  const cookie = `${older.header}; ${jar.header}`;
  jar.take(older.header.split('; '));
  jar.take(await here.ask('/sign-out', {}, cookie));
  expect(here.ended).toHaveLength(2);
  expect(await emailAt(here, cookie)).toBeNull();
  expect(jar.names.filter((name) => name.includes('session'))).toEqual([]);
});

it('AC12 a session that moved is used on as any other', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: start });
  const here = await openAccounts('http://localhost:4600');
  const jar = new Jar();
  await signUp(here, jar);
  jar.renamed(/^.*session_token/u, 'better-auth.session_token');
  for (let days = 0; days < 120; days += 40) {
    vi.setSystemTime(start + days * day);
    const headers = new Headers({ cookie: jar.header });
    const session = await here.accounts.sessionOf(headers);
    if (!session) throw new Error(`is signed in on day ${days}`);
    jar.take(await here.accounts.prolong(session, headers));
  }
  expect(jar.names).not.toContain('better-auth.session_token');
});
