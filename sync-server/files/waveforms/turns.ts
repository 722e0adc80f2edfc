/**
 * Whose sound is heard next: what somebody waits for before what nobody does, and among people one of
 * each in turn, so that however much one of them has, another's is one sound away.
 */
import { second, type Clock } from '#shared/base/time.ts';

/** That one person has for one sound. */
export interface Wish {
  /** How many of their questions are open. */
  waiting: number;
  /** An answer has sent them away to ask again, which they will have done by then. */
  awaitedUntil: number;
}

export interface Turns {
  /** @returns null where this person has as many as that already */
  enter(userId: string, sha256: string, most: number): Wish | null;
  /** @returns null where nothing is left to do */
  next(): string | null;
  /** It was made, whoever wished for it. */
  done(sha256: string): void;
}

/** They are told to ask again in two seconds; a bad network needs a few more. */
export const asksAgainMs = 10 * second;

export function createTurns(clock: Clock): Turns {
  /** Whoever had their turn last is last. */
  const people = new Map<string, Map<string, Wish>>();

  const pick = (isMeant: (wish: Wish) => boolean): string | null => {
    for (const [userId, wishes] of people) {
      for (const [sha256, wish] of wishes) {
        if (!isMeant(wish)) continue;
        people.delete(userId);
        people.set(userId, wishes);
        return sha256;
      }
    }
    return null;
  };

  return {
    enter(userId, sha256, most) {
      const wishes = people.get(userId) ?? new Map<string, Wish>();
      const known = wishes.get(sha256);
      if (known || wishes.size >= most) return known ?? null;
      const wish: Wish = { waiting: 0, awaitedUntil: 0 };
      people.set(userId, wishes.set(sha256, wish));
      return wish;
    },
    next() {
      const now = clock.now();
      const isAwaited = (wish: Wish) => wish.waiting > 0 || now < wish.awaitedUntil;
      return pick(isAwaited) ?? pick(() => true);
    },
    done(sha256) {
      for (const [userId, wishes] of people) {
        wishes.delete(sha256);
        if (wishes.size === 0) people.delete(userId);
      }
    },
  };
}
