/** What better-auth answers, as far as anything here hangs on it. */
import * as v from 'valibot';
import type { StoreFault } from '../storage/store-fault.ts';

export interface Session {
  readonly userId: string;
  readonly name: string;
  /** Lower case. */
  readonly email: string;
  readonly sessionId: string;
  readonly expiresAt: number;
}

export const sessionIn = ({
  user,
  session,
}: {
  readonly user: { readonly id: string; readonly name: string; readonly email: string };
  readonly session: { readonly id: string; readonly expiresAt: Date };
}): Session => ({
  userId: user.id,
  name: user.name,
  email: user.email.toLowerCase(),
  sessionId: session.id,
  expiresAt: session.expiresAt.getTime(),
});

const signedIn = v.object({ user: v.object({ id: v.string() }) });

export async function userIdIn(response: Response): Promise<string | null> {
  const parsed = v.safeParse(signedIn, await response.json().catch(() => null));
  return parsed.success ? parsed.output.user.id : null;
}

/** What opens a session is in a cookie that no script reads, and nowhere else. */
export function withoutToken(answer: unknown): unknown {
  if (typeof answer !== 'object' || answer === null) return answer;
  const { token: _, ...rest }: Readonly<Record<string, unknown>> = { ...answer };
  return 'session' in rest ? { ...rest, session: withoutToken(rest['session']) } : rest;
}

/**
 * It keeps to itself why it fails, and takes a session that it could not read for none.
 * @param isFault of what it answers
 */
export async function sayingWhenHeld<T>(
  database: { readonly turnedAway: number; readonly lastFault: StoreFault | null },
  ask: () => Promise<T>,
  isFault: (answer: T) => boolean = () => false,
): Promise<T> {
  const { turnedAway } = database;
  const fault = () => (database.turnedAway > turnedAway ? database.lastFault : null);
  const answer = await ask().catch((error: unknown) => {
    throw fault() ?? error;
  });
  const met = isFault(answer) ? fault() : null;
  if (met) throw met;
  return answer;
}
