/**
 * How much of what is being sent is held in memory at once: by one person, or one address of people nobody
 * knows yet, and by all. Where all of it is taken, whoever holds most gives way, so that something small
 * always finds room, however many hold as much as they may.
 */

/** What is held of one body. */
export interface BodyHold {
  /** Aborts when it has to give way. */
  readonly lost: AbortSignal;
  /** @returns null where it may be held; else who has no room: whoever sends it, or everybody */
  add(bytes: number): 'own' | 'all' | null;
  /** All of it has come: it gives way to nobody any more. */
  whole(): void;
  end(): void;
}

export interface BodyRoom {
  /** @param owner any name by which people are told apart */
  enter(owner: string): BodyHold;
}

export interface BodyRoomBounds {
  readonly total: number;
  readonly perOwner: number;
}

interface Held {
  readonly owner: string;
  readonly giveWay: AbortController;
  bytes: number;
  isWhole: boolean;
}

export function createBodyRoom({ total, perOwner }: BodyRoomBounds): BodyRoom {
  const holds = new Set<Held>();
  const bytesOf = new Map<string, number>();
  let all = 0;
  const of = (owner: string) => bytesOf.get(owner) ?? 0;

  const change = (held: Held, bytes: number) => {
    held.bytes += bytes;
    all += bytes;
    const left = of(held.owner) + bytes;
    if (left > 0) bytesOf.set(held.owner, left);
    else bytesOf.delete(held.owner);
  };
  const end = (held: Held) => {
    if (holds.delete(held)) change(held, -held.bytes);
  };
  /** Of whoever holds most, what is largest and not whole yet. @returns false where that is who asks */
  const makeRoom = (owner: string, bytes: number): boolean => {
    let largest: Held | null = null;
    for (const held of holds) {
      if (held.isWhole || held.owner === owner) continue;
      const isLarger =
        largest === null ||
        of(held.owner) > of(largest.owner) ||
        (held.owner === largest.owner && held.bytes > largest.bytes);
      if (isLarger) largest = held;
    }
    if (largest === null || of(largest.owner) <= of(owner) + bytes) return false;
    end(largest);
    largest.giveWay.abort();
    return true;
  };

  return {
    enter(owner) {
      const held: Held = { owner, giveWay: new AbortController(), bytes: 0, isWhole: false };
      holds.add(held);
      return {
        lost: held.giveWay.signal,
        add(bytes) {
          if (held.giveWay.signal.aborted) return 'all';
          if (of(owner) + bytes > perOwner) return 'own';
          while (all + bytes > total) if (!makeRoom(owner, bytes)) return 'all';
          change(held, bytes);
          return null;
        },
        whole() {
          held.isWhole = true;
        },
        end() {
          end(held);
        },
      };
    },
  };
}
