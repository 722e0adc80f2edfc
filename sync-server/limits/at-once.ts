/** How much of one kind one person may have under way at once. */

export interface AtOnce {
  /** @returns what to call when it is over; null where this person has as many as that already */
  begin(userId: string): (() => void) | null;
}

export function createAtOnce(most: number): AtOnce {
  const counts = new Map<string, number>();
  return {
    begin(userId) {
      const count = counts.get(userId) ?? 0;
      if (count >= most) return null;
      counts.set(userId, count + 1);
      return () => {
        const left = (counts.get(userId) ?? 0) - 1;
        if (left > 0) counts.set(userId, left);
        else counts.delete(userId);
      };
    },
  };
}
