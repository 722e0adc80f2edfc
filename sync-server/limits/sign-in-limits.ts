/**
 * This file limits how often somebody may be wrong about a password: of one account, from one
 * address. Only what failed counts. A browser that was signed in to the account before has tries of
 * its own, so guessing from elsewhere slows down strangers, and never locks the owner out.
 */
import type { Clock } from '#shared/base/time.ts';
import { createRateLimit, type RateLimit } from './rate-limit.ts';

export interface SignInTry {
  /** The address as typed; whether there is such an account makes no difference. */
  readonly email: string;
  readonly address: string;
  /** Identifies a browser that was signed in to this account before; null for a stranger. */
  readonly browser: string | null;
}

export interface SignInLimits {
  /** @returns 0 when it may be tried, else how many seconds to wait */
  begin(attempt: SignInTry): number;
  /** It was the right password: nothing was used up. */
  succeeded(attempt: SignInTry): void;
}

/** Somebody who has forgotten which of their passwords it was. */
const ofOwner = { perSecond: 1 / 10, burst: 10 } as const;
/** This makes 1,440 guesses a day at most, from however many addresses. */
const ofAccount = { perSecond: 1 / 60, burst: 10 } as const;
/** A shared studio network stays below. */
const ofAddress = { perSecond: 1 / 2, burst: 30 } as const;

export function createSignInLimits(clock: Clock): SignInLimits {
  const owners = createRateLimit(clock, ofOwner);
  const accounts = createRateLimit(clock, ofAccount);
  const addresses = createRateLimit(clock, ofAddress);
  const limitsFor = ({
    email,
    address,
    browser,
  }: SignInTry): readonly (readonly [RateLimit, string])[] => {
    const account = email.toLowerCase();
    return browser === null
      ? [
          [addresses, address],
          [accounts, account],
        ]
      : [[owners, `${account} ${browser}`]];
  };
  return {
    begin(attempt) {
      const taken: (readonly [RateLimit, string])[] = [];
      for (const [limit, key] of limitsFor(attempt)) {
        const wait = limit.take(key);
        if (wait > 0) {
          // Not tried: nothing else is used up either.
          for (const [other, used] of taken) other.giveBack(used);
          return wait;
        }
        taken.push([limit, key]);
      }
      return 0;
    },
    succeeded(attempt) {
      for (const [limit, key] of limitsFor(attempt)) limit.giveBack(key);
    },
  };
}
