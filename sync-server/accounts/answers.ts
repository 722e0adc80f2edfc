/** What better-auth answers, as far as anything here hangs on it. */
import * as v from 'valibot';

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
