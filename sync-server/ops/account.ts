/** `npm run admin -- account …`: a way back into an account, and an address that is free again. */
import { err, ok, type Result } from '#shared/base/result.ts';
import type { Clock } from '#shared/base/time.ts';
import { isEmailAddress } from '#shared/base/email.ts';
import { createPasswordResets } from '../accounts/password-resets.ts';
import { migrate } from '../storage/migrations/migrate.ts';
import { openSqlite } from '../storage/sql/sqlite-database.ts';

const nobody = (address: string) => `No account has the address ${address}.`;
const addressIn = (email: string) => email.trim().toLowerCase();

/** @returns the link, or what kept it from being made, in words for the operator */
export async function resetPassword(
  databasePath: string,
  email: string,
  { origin, clock }: { readonly origin: string; readonly clock: Clock },
): Promise<Result<string, string>> {
  const opened = openSqlite(databasePath);
  if (!opened.ok) return opened;
  const { db } = opened.value;
  try {
    await migrate(db);
    const address = addressIn(email);
    const token = await createPasswordResets(db, clock).offer(address);
    return token === null
      ? err(nobody(address))
      : ok(
          `Give this to whoever has the address ${address}. It sets a new password, once, within a day, and signs them out everywhere:\n${origin}/new-password#${token}`,
        );
  } finally {
    await opened.value.close();
  }
}

/** The account stays as it is, under another address. */
export async function moveAccount(
  databasePath: string,
  from: string,
  to: string,
): Promise<Result<string, string>> {
  const [before, after] = [addressIn(from), addressIn(to)];
  if (!isEmailAddress(after)) return err(`${after} is not an e-mail address.`);
  const opened = openSqlite(databasePath);
  if (!opened.ok) return opened;
  const { db } = opened.value;
  try {
    await migrate(db);
    return await db.transaction().execute(async (tx) => {
      const taken = await tx
        .selectFrom('user')
        .select('id')
        .where('email', '=', after)
        .executeTakeFirst();
      if (taken) return err(`There is an account with the address ${after} already.`);
      const moved = await tx
        .updateTable('user')
        .set({ email: after })
        .where('email', '=', before)
        .returning('id')
        .executeTakeFirst();
      return moved
        ? ok(`The account signs in with ${after} from now on; ${before} is free.`)
        : err(nobody(before));
    });
  } finally {
    await opened.value.close();
  }
}
