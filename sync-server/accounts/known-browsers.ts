/**
 * This file knows in which browsers an account has signed in: by a cookie that outlives the
 * session, and its hash here. It opens nothing; it only tells a browser that was here from another.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import { day, second, type Clock } from '#shared/base/time.ts';
import type { Tables } from '../storage/sql/tables.ts';
import { cookieAttributes, cookiePrefix, valuesOf } from './cookies.ts';
import { browsersPerUser } from '../limits/figures.ts';

export interface KnownBrowsers {
  /**
   * Somebody has signed in from a browser with these cookies; from now on it is known.
   * @returns whether it is new to an account that knows others, and what the browser shall keep
   */
  greet(
    userId: string,
    cookies: string,
  ): Promise<{ readonly isNew: boolean; readonly setCookie: string }>;
  /** All but the one with these cookies. */
  forgetOthers(userId: string, cookies: string): Promise<void>;
  /** @returns what this browser is known by; null where this account never was in it */
  known(email: string, cookies: string): Promise<string | null>;
}

/** Up to version 0.2: the name by which a browser was known. */
const oldName = 'feed.browser';
/** Browsers allow no more. */
const cookieMs = 400 * day;
const hashOf = (value: string) => createHash('sha256').update(value).digest('base64url');

export function createKnownBrowsers(
  db: Kysely<Tables>,
  clock: Clock,
  origin: string,
): KnownBrowsers {
  const name = `${cookiePrefix(origin)}.browser`;
  const attributes = `Max-Age=${cookieMs / second}; ${cookieAttributes(origin)}`;
  /** One browser may be of several people of a studio: the same value, a row for each of them. */
  const kept = (cookies: string): readonly string[] =>
    [...valuesOf(cookies, name), ...valuesOf(cookies, oldName)].filter((value) =>
      /^[\w-]{22}$/u.test(value),
    );

  return {
    async greet(userId, cookies) {
      const values = kept(cookies);
      return db.transaction().execute(async (tx) => {
        const known = await tx
          .selectFrom('known_browser')
          .select('hash')
          .where('user_id', '=', userId)
          .orderBy('seen_at', 'desc')
          .execute();
        const isKnown = (value: string) => known.some((row) => row.hash === hashOf(value));
        const value = values.find(isKnown) ?? values[0] ?? randomBytes(16).toString('base64url');
        const isNew = known.length > 0 && !isKnown(value);
        const hash = hashOf(value);
        const seen_at = clock.now();
        await tx
          .insertInto('known_browser')
          .values({ user_id: userId, hash, seen_at })
          .onConflict((conflict) => conflict.columns(['user_id', 'hash']).doUpdateSet({ seen_at }))
          .execute();
        const surplus = known.slice(browsersPerUser - 1).map((row) => row.hash);
        if (surplus.length > 0) {
          await tx
            .deleteFrom('known_browser')
            .where('user_id', '=', userId)
            .where('hash', 'in', surplus)
            .where('hash', '<>', hash)
            .execute();
        }
        return { isNew, setCookie: `${name}=${value}; ${attributes}` };
      });
    },

    async forgetOthers(userId, cookies) {
      const own = kept(cookies).map(hashOf);
      const others = db.deleteFrom('known_browser').where('user_id', '=', userId);
      await (own.length === 0 ? others : others.where('hash', 'not in', own)).execute();
    },

    async known(email, cookies) {
      const hashes = kept(cookies).map(hashOf);
      if (hashes.length === 0) return null;
      const found = await db
        .selectFrom('known_browser')
        .innerJoin('user', 'user.id', 'known_browser.user_id')
        .select('known_browser.hash')
        .where('user.email', '=', email.toLowerCase())
        .where('known_browser.hash', 'in', hashes)
        .executeTakeFirst();
      return found?.hash ?? null;
    },
  };
}
