/**
 * This file limits how often somebody may be wrong about a password, wherever it is asked for. Only what
 * failed counts. Strangers use up what they have from one address, for one account and for all, and
 * nobody else's; a browser that was signed in to the account before, and a session, have tries of their
 * own. So guessing keeps no owner out. What is left to somebody with very many addresses is bounded in
 * another way: while an account is guessed at from everywhere, each network has a few tries a day.
 */
import { createHash } from 'node:crypto';
import { err, ok, type Result } from '#shared/base/result.ts';
import type { Clock } from '#shared/base/time.ts';
import { createRateLimit, type RateLimit } from './rate-limit.ts';
import {
  signInsOfAddress,
  signInsOfCrowd,
  signInsOfInsider,
  signInsOfPlace,
  signInsOfPlaceInCrowd,
} from './figures.ts';

export interface SignInTry {
  /** The address as typed; whether there is such an account makes no difference. */
  readonly email: string;
  readonly address: string;
  /** Identifies a browser or a session that has been in this account before; null for a stranger. */
  readonly insider: string | null;
}

export interface SignInLimits {
  /**
   * Counts it as wrong.
   * @returns what takes that back, as it was right or never tried; or how many seconds to wait
   */
  begin(attempt: SignInTry): Result<() => void, number>;
}

export function createSignInLimits(clock: Clock): SignInLimits {
  const insiders = createRateLimit(clock, signInsOfInsider);
  const addresses = createRateLimit(clock, signInsOfAddress);
  const places = createRateLimit(clock, signInsOfPlace);
  const crowds = createRateLimit(clock, signInsOfCrowd);
  const placesInCrowd = createRateLimit(clock, signInsOfPlaceInCrowd);

  return {
    begin({ email, address, insider }) {
      const account = accountKey(email);
      const taken: (readonly [RateLimit, string])[] = [];
      const giveBack = () => {
        for (const [limit, key] of taken.splice(0)) limit.giveBack(key);
      };
      const take = (limit: RateLimit, key: string): number => {
        const wait = limit.take(key);
        if (wait === 0) taken.push([limit, key]);
        return wait;
      };
      const takeAsStranger = () => {
        const wait = take(addresses, address);
        if (wait > 0) return wait;
        return take(crowds, account) === 0
          ? take(places, `${account} ${address}`)
          : take(placesInCrowd, `${account} ${wideNetwork(address)}`);
      };
      const wait = insider === null ? takeAsStranger() : take(insiders, `${account} ${insider}`);
      if (wait === 0) return ok(giveBack);
      // Not tried: nothing else is used up either.
      giveBack();
      return err(wait);
    },
  };
}

/** What is typed may be of any length. */
const accountKey = (email: string): string =>
  createHash('sha256').update(email.toLowerCase()).digest('base64url');

/** Who rents a machine is given thousands of IPv6 networks, all of one that is a little wider. */
const wideNetwork = (address: string): string =>
  address.includes(':') ? address.split(':').slice(0, 3).join(':') : address;
