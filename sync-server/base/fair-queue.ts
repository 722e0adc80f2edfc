/**
 * A queue in front of what only so many can use at once. It takes one of each person in turn, so that
 * however much one of them asks for, another's is one turn of each away; what one person asks stays in
 * order. Where it is full, whoever has most in it gives way.
 */
export interface FairQueue {
  /**
   * Waits for its turn; the function it resolves to is called when it is over.
   * @param whose any name by which people are told apart
   * @throws NoTurn where it cannot wait any more
   */
  take(whose: string): Promise<() => void>;
}

export interface FairQueueBounds {
  readonly atOnce: number;
  /** Unbounded by itself, where whoever asks is bounded already. */
  readonly waitingMost?: number;
  /** When the turn behind one that is over begins; at once without. */
  readonly between?: (begin: () => void) => void;
}

/** Too many wait already: it may be asked for again. */
export class NoTurn extends Error {
  override readonly name = 'NoTurn';
}

interface Waiting {
  begin(): void;
  refuse(): void;
}

export function createFairQueue({
  atOnce,
  waitingMost = Infinity,
  between = (begin) => begin(),
}: FairQueueBounds): FairQueue {
  /** Whoever had a turn last is last. */
  const lines = new Map<string, Waiting[]>();
  let [waiting, begun] = [0, 0];

  const next = (): Waiting | undefined => {
    for (const [whose, line] of lines) {
      lines.delete(whose);
      const first = line.shift();
      if (line.length > 0) lines.set(whose, line);
      if (!first) continue;
      waiting -= 1;
      return first;
    }
    return undefined;
  };
  const goOn = () => {
    const first = next();
    if (first) first.begin();
    else begun -= 1;
  };
  const turn = () => {
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      between(goOn);
    };
  };
  /** Of the longest line the last one goes. @returns false where that is the one that asks */
  const makeRoom = (whose: string): boolean => {
    const own = (lines.get(whose)?.length ?? 0) + 1;
    let longest: Waiting[] = [];
    for (const line of lines.values()) if (line.length > longest.length) longest = line;
    if (longest.length <= own) return false;
    longest.pop()?.refuse();
    waiting -= 1;
    return true;
  };

  return {
    async take(whose) {
      if (begun < atOnce) {
        begun += 1;
        return turn();
      }
      if (waiting >= waitingMost && !makeRoom(whose)) throw new NoTurn();
      await new Promise<void>((begin, reject) => {
        const line = lines.get(whose) ?? [];
        line.push({ begin, refuse: () => reject(new NoTurn()) });
        lines.set(whose, line);
        waiting += 1;
      });
      return turn();
    },
  };
}
