/**
 * What happens to connected sockets by time and by news: heartbeats (the stock client gives up after
 * 30 s of silence), nudges, dead connections, sessions that ended. One timer for all sockets and one
 * query for all their heads; a beat that takes longer than the interval skips the next.
 */
import type { Heads } from '#shared/protocol/codec.ts';
import type { MarksRoomsDeps } from '../../marks/ports.ts';
import type { Listener } from '../../marks/room.ts';
import type { RoomRegistry } from '../../marks/room-registry.ts';

export interface PulseTimes {
  readonly heartbeatMs: number;
  readonly sessionCheckMs: number;
  /** Three heartbeats unanswered: the connection is dead, whatever TCP says. */
  readonly silenceMs: number;
}

export interface Pulse {
  /** Tells the user's sockets that there is news, at once but together with what comes meanwhile. */
  nudge(userId: string): void;
  stop(): void;
}

type PulseDeps = Pick<MarksRoomsDeps, 'heads' | 'log'> & {
  readonly rooms: Pick<RoomRegistry, 'find' | 'all'>;
  readonly now: () => number;
};

/** One query names at most this many users. */
const usersPerQuery = 500;
/** Sessions looked up at the same time: the accounts' tables share the one connection. */
const checksAtOnce = 20;

export function createPulse(deps: PulseDeps, times: PulseTimes): Pulse {
  const nudged = new Set<string>();
  let isNudging = false;
  let isBeating = false;
  let isStopped = false;

  const report = (what: string) => (error: unknown) => {
    deps.log.error({ err: error }, what);
  };

  /** Current heads, to be told to the sockets that are there when the answer comes. */
  const tell = async (
    userIds: readonly string[],
    say: (socket: Listener, heads: Heads) => void,
  ): Promise<void> => {
    for (let from = 0; from < userIds.length; from += usersPerQuery) {
      const some = userIds.slice(from, from + usersPerQuery);
      const headsByUser = await deps.heads(some);
      for (const userId of some) {
        const room = deps.rooms.find(userId);
        const heads = headsByUser.get(userId);
        if (!room || !heads || isStopped) continue;
        for (const socket of room.listeners) say(socket, { ...heads, documentSeq: room.seq });
      }
    }
  };

  const flushNudges = async (): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve));
    while (nudged.size > 0 && !isStopped) {
      const userIds = [...nudged];
      nudged.clear();
      await tell(userIds, (socket, heads) => {
        socket.nudge(heads);
      });
    }
  };

  const checkSessions = async (now: number): Promise<void> => {
    const due = [...deps.rooms.all()]
      .flatMap(({ listeners }) => [...listeners])
      .filter(({ checkedAt }) => now - checkedAt >= times.sessionCheckMs);
    for (let from = 0; from < due.length && !isStopped; from += checksAtOnce) {
      await Promise.all(due.slice(from, from + checksAtOnce).map((it) => it.checkSession()));
    }
  };

  const beat = async (): Promise<void> => {
    const now = deps.now();
    const userIds: string[] = [];
    for (const { userId, listeners } of deps.rooms.all()) {
      for (const socket of listeners) {
        if (socket.silentMs(now) > times.silenceMs) socket.terminate();
      }
      if (listeners.size > 0) userIds.push(userId);
    }
    await tell(userIds, (socket, heads) => {
      socket.beat(heads);
    });
    await checkSessions(now);
  };

  const timer = setInterval(() => {
    if (isBeating) return;
    isBeating = true;
    beat()
      .catch(report('heartbeat failed'))
      .finally(() => {
        isBeating = false;
      });
  }, times.heartbeatMs);

  return {
    nudge(userId) {
      nudged.add(userId);
      if (isNudging) return;
      isNudging = true;
      flushNudges()
        .catch(report('nudge failed'))
        .finally(() => {
          isNudging = false;
        });
    },
    stop() {
      isStopped = true;
      clearInterval(timer);
    },
  };
}
