/** `npm run admin -- account …`: a way back into an account, and an address that is free again. */
import type { Kysely } from 'kysely';
import { err, ok, type Result } from '#shared/base/result.ts';
import type { Clock } from '#shared/base/time.ts';
import { isEmailAddress } from '#shared/base/email.ts';
import { createPasswordResets } from '../accounts/password-resets.ts';
import type { Tables } from '../storage/sql/tables.ts';
import type { Done } from './operator-log.ts';

const nobody = (address: string) => `No account has the address ${address}.`;
const addressIn = (email: string) => email.trim().toLowerCase();

/** @returns the link, or what kept it from being made, in words for the operator */
export async function resetPassword(
  db: Kysely<Tables>,
  email: string,
  { origin, clock }: { readonly origin: string; readonly clock: Clock },
): Promise<Result<Done, string>> {
  const address = addressIn(email);
  const offered = await createPasswordResets(db, clock).offer(address);
  if (!offered) return err(nobody(address));
  const { userId, token } = offered;
  const words = `Give this to whoever has the address ${address}. It sets a new password, once, within a day, and signs them out everywhere:\n${origin}/new-password#${token}`;
  return ok({ words, facts: { userId } });
}

/** The account stays as it is, under another address. */
export async function moveAccount(
  db: Kysely<Tables>,
  from: string,
  to: string,
): Promise<Result<Done, string>> {
  const [before, after] = [addressIn(from), addressIn(to)];
  if (!isEmailAddress(after)) return err(`${after} is not an e-mail address.`);
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
    if (!moved) return err(nobody(before));
    const words = `The account signs in with ${after} from now on; ${before} is free.`;
    return ok({ words, facts: { userId: moved.id } });
  });
}
