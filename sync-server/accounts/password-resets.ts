/**
 * A way back for whoever has forgotten their password: the operator is given a link, and hands it over.
 * What is in the link is kept as a hash, in better-auth's table of such things; it holds for a day, once,
 * and only the newest of an account.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import { day, type Clock } from '#shared/base/time.ts';
import type { Tables } from '../storage/sql/tables.ts';

export interface PasswordResets {
  /** @returns the secret of a link; null where no account has this address */
  offer(email: string): Promise<{ readonly userId: string; readonly token: string } | null>;
  isOpen(token: string): Promise<boolean>;
  /**
   * Uses the link up: the password is this one, and the account is signed in nowhere any more.
   * @returns null where the link is none, or not any more
   */
  use(
    token: string,
    passwordHash: string,
  ): Promise<{ readonly userId: string; readonly sessionIds: readonly string[] } | null>;
}

const validMs = day;
/** Of the identifiers of these links, before the id of the account. */
export const resetPrefix = 'operator-reset:';
const hashOf = (token: string) => createHash('sha256').update(token).digest('base64url');
const dated = (at: number) => new Date(at).toISOString();

export function createPasswordResets(db: Kysely<Tables>, clock: Clock): PasswordResets {
  return {
    async offer(email) {
      const token = randomBytes(32).toString('base64url');
      const now = clock.now();
      return db.transaction().execute(async (tx) => {
        const user = await tx
          .selectFrom('user')
          .select('id')
          .where('email', '=', email)
          .executeTakeFirst();
        if (!user) return null;
        const identifier = `${resetPrefix}${user.id}`;
        await tx.deleteFrom('verification').where('identifier', '=', identifier).execute();
        await tx
          .insertInto('verification')
          .values({
            id: hashOf(token),
            identifier,
            value: hashOf(token),
            expiresAt: dated(now + validMs),
            createdAt: dated(now),
            updatedAt: dated(now),
          })
          .execute();
        return { userId: user.id, token };
      });
    },

    async isOpen(token) {
      const found = await db
        .selectFrom('verification')
        .select('id')
        .where('value', '=', hashOf(token))
        .where('identifier', 'like', `${resetPrefix}%`)
        .where('expiresAt', '>', dated(clock.now()))
        .executeTakeFirst();
      return found !== undefined;
    },

    use: (token, passwordHash) =>
      db.transaction().execute(async (tx) => {
        const used = await tx
          .deleteFrom('verification')
          .where('value', '=', hashOf(token))
          .where('identifier', 'like', `${resetPrefix}%`)
          .where('expiresAt', '>', dated(clock.now()))
          .returning('identifier')
          .executeTakeFirst();
        if (!used) return null;
        const userId = used.identifier.slice(resetPrefix.length);
        await tx
          .updateTable('account')
          .set({ password: passwordHash })
          .where('userId', '=', userId)
          .where('providerId', '=', 'credential')
          .execute();
        const ended = await tx
          .deleteFrom('session')
          .where('userId', '=', userId)
          .returning('id')
          .execute();
        await tx.deleteFrom('known_browser').where('user_id', '=', userId).execute();
        return { userId, sessionIds: ended.map(({ id }) => id) };
      }),
  };
}
