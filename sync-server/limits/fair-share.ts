/**
 * How many of something that is limited in total one may have: half of what is left, so that whoever comes
 * first cannot take all of it, however many they want. Some is kept for those who have few.
 */
export interface FairShare {
  /** @returns what to call, once, when it is over; null where this one has enough */
  begin(whose: string): (() => void) | null;
}

export interface FairShareBounds {
  readonly total: number;
  /** Kept of the total for those who have fewer than `few`. */
  readonly kept: number;
  readonly few: number;
}

export function createFairShare({ total, kept, few }: FairShareBounds): FairShare {
  const counts = new Map<string, number>();
  let taken = 0;
  return {
    begin(whose) {
      const count = counts.get(whose) ?? 0;
      const left = total - taken;
      if (left <= 0 || (count >= few && count >= (left - kept) / 2)) return null;
      counts.set(whose, count + 1);
      taken += 1;
      return () => {
        const rest = (counts.get(whose) ?? 0) - 1;
        if (rest > 0) counts.set(whose, rest);
        else counts.delete(whose);
        taken -= 1;
      };
    },
  };
}
