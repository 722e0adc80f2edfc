/**
 * Passwords are hashed, which is slow on purpose: in few threads at a time, as files and signatures wait
 * for the same, in turns by client, and never while a transaction waits for it. better-auth hashes the
 * password of a sign-up inside one, so that is made before and handed to it there.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { availableParallelism } from 'node:os';
import { APIError } from 'better-auth/api';
import { hashPassword, verifyPassword } from 'better-auth/crypto';
import { createFairQueue, NoTurn, type FairQueue } from '../base/fair-queue.ts';
import { hashesWaiting, signUpsWaiting } from '../limits/figures.ts';

interface Tried {
  readonly hash: string;
  readonly password: string;
}

export interface Passwords {
  hash(password: string): Promise<string>;
  verify(tried: Tried): Promise<boolean>;
}

export interface Hashing extends Passwords {
  /** What is asked within is asked by this client. */
  within<T>(client: string, ask: () => Promise<T>): Promise<T>;
  /** Outside of better-auth. @returns null where it has no turn */
  made(whose: string, password: string): Promise<string | null>;
  /** @returns null where it has no turn */
  isOf(userId: string, tried: Tried): Promise<boolean | null>;
  /** Makes the hash that the sign-up under way is about to ask for. */
  prepare(password: string): Promise<void>;
}

/** Of whoever has to wait; a header of better-auth's own. */
export const comeAgainHeader = 'X-Retry-After';
export const comeAgainSeconds = 2;

/** Of the four threads that Node has for this, files and signatures, one is always free. */
const hashesAtOnce = Math.max(1, Math.min(3, availableParallelism() - 1));
const signUps = 'sign-ups';

export const slow: Passwords = { hash: hashPassword, verify: verifyPassword };

interface Asking {
  readonly client: string;
  prepared: { readonly password: string; readonly hash: string } | null;
}

export function createHashing(passwords = slow): Hashing {
  const asking = new AsyncLocalStorage<Asking>();
  const queue = createFairQueue({ atOnce: hashesAtOnce, waitingMost: hashesWaiting });
  const signingUp = createFairQueue({ atOnce: 1, waitingMost: signUpsWaiting });
  const client = () => asking.getStore()?.client ?? '';
  const hash = (password: string, whose: string) =>
    inTurn(queue, whose, () => passwords.hash(password));
  const verify = (tried: Tried, whose: string) =>
    inTurn(queue, whose, () => passwords.verify(tried));

  return {
    within: (of, ask) => asking.run({ client: of, prepared: null }, ask),
    async prepare(password) {
      const own = asking.getStore();
      if (!own) return;
      const made = await saying(inTurn(signingUp, own.client, () => hash(password, signUps)));
      own.prepared = { password, hash: made };
    },
    async hash(password) {
      const prepared = asking.getStore()?.prepared;
      if (prepared?.password === password) return prepared.hash;
      return await saying(hash(password, client()));
    },
    verify: (tried) => saying(verify(tried, client())),
    made: (whose, password) => nullWithoutTurn(hash(password, whose)),
    isOf: (userId, tried) => nullWithoutTurn(verify(tried, userId)),
  };
}

const nullWithoutTurn = <T>(work: Promise<T>): Promise<T | null> =>
  work.catch((error: unknown) => {
    if (!(error instanceof NoTurn)) throw error;
    return null;
  });

/** @throws APIError in place of NoTurn, as better-auth passes on nothing else */
const saying = <T>(work: Promise<T>): Promise<T> =>
  work.catch((error: unknown) => {
    if (!(error instanceof NoTurn)) throw error;
    throw new APIError('SERVICE_UNAVAILABLE', {}, { [comeAgainHeader]: `${comeAgainSeconds}` });
  });

async function inTurn<T>(queue: FairQueue, whose: string, work: () => Promise<T>): Promise<T> {
  const end = await queue.take(whose);
  try {
    return await work();
  } finally {
    end();
  }
}
