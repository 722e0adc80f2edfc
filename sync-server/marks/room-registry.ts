/**
 * The registry owns which rooms exist: one per user who is there. A room is made from storage by
 * the first who needs it, and goes when nobody uses it and nothing of it waits for the disk, so
 * that there are never two that both count updates in. One that failed goes at once; the next one
 * who comes gets a new one, from what is on disk.
 */
import type { MarksStore } from '../storage/marks-store.ts';
import type { Compacted } from './compaction.ts';
import type { MarksRoomsDeps } from './ports.ts';
import { Room, type RoomDeps } from './room.ts';

/** A claim on a room; to be released once. */
export interface RoomUse {
  readonly room: Room;
  /** News of this user since the room was made; compared, to notice some. */
  newsCount(): number;
  release(): void;
}

export interface RoomRegistry {
  acquire(userId: string): Promise<RoomUse>;
  find(userId: string): Room | undefined;
  all(): Iterable<Room>;
  compacted(userId: string, compacted: Compacted): void;
  /** There is another document: a room of the one before, open or opening, sends everybody away. */
  renewed(userId: string, generation: string): void;
}

interface Entry {
  readonly opening: Promise<Room>;
  room: Room | undefined;
  uses: number;
  news: number;
  readonly unsubscribe: () => void;
}

export interface RegistryDeps extends Omit<RoomDeps, 'onDead' | 'onSettled'> {
  readonly store: MarksStore;
  readonly news: MarksRoomsDeps['news'];
  onNews(userId: string): void;
}

export function createRoomRegistry(deps: RegistryDeps): RoomRegistry {
  const entries = new Map<string, Entry>();

  const remove = (userId: string, entry: Entry) => {
    if (entries.get(userId) !== entry) return;
    entries.delete(userId);
    entry.unsubscribe();
  };

  const removeIfIdle = (userId: string, entry: Entry) => {
    if (entry.uses === 0 && (!entry.room || entry.room.isSettled)) remove(userId, entry);
  };

  const ended = (room: Room, isDead: boolean) => {
    const entry = entries.get(room.userId);
    if (entry?.room !== room) return;
    if (isDead) remove(room.userId, entry);
    else removeIfIdle(room.userId, entry);
  };

  const open = async (userId: string): Promise<Room> =>
    new Room(userId, await deps.store.load(userId), {
      ...deps,
      onSettled: (room) => {
        ended(room, false);
      },
      onDead: (room) => {
        ended(room, true);
      },
    });

  const make = (userId: string): Entry => {
    const entry: Entry = {
      opening: open(userId),
      room: undefined,
      uses: 0,
      news: 0,
      unsubscribe: deps.news.subscribe(userId, () => {
        entry.news += 1;
        deps.onNews(userId);
      }),
    };
    entries.set(userId, entry);
    return entry;
  };

  return {
    async acquire(userId) {
      const entry = entries.get(userId) ?? make(userId);
      entry.uses += 1;
      let isReleased = false;
      const release = () => {
        if (isReleased) return;
        isReleased = true;
        entry.uses -= 1;
        removeIfIdle(userId, entry);
      };
      try {
        const room = await entry.opening;
        entry.room = room;
        return { room, newsCount: () => entry.news, release };
      } catch (error) {
        release();
        remove(userId, entry);
        throw error;
      }
    },
    find: (userId) => entries.get(userId)?.room,
    *all() {
      for (const { room } of entries.values()) if (room) yield room;
    },
    compacted(userId, compacted) {
      entries.get(userId)?.room?.compacted(compacted);
    },
    renewed(userId, generation) {
      const leave = (room: Room) => {
        if (room.generation !== generation) room.failed('other-generation');
      };
      const entry = entries.get(userId);
      if (entry?.room) leave(entry.room);
      // One that cannot be opened tells those who wait for it.
      else entry?.opening.then(leave, () => undefined);
    },
  };
}
