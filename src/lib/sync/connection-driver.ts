/**
 * The driver of connection.ts, and what it drives: the leader's marks document, the socket that carries
 * it, and the exchanges over HTTP in the socket's place. Runs the timers, carries out what is decided,
 * reports what happened. Where the server speaks of another document, all but the decision begins anew.
 */
import type { MarksDisk } from '#lib/storage/marks-disk.ts';
import { unreachable } from '#shared/base/assert.ts';
import { createLoop } from '#shared/base/loop.ts';
import type { Clock } from '#shared/base/time.ts';
import { closeCodes, type ProblemCode } from '#shared/workspace/refusals.ts';
import type { Frame } from '#shared/protocol/codec.ts';
import type { Api, ApiFault } from './api.ts';
import { restingConnection, stepConnection } from './connection.ts';
import type { ConnectionCommand, ConnectionEvent, TimerName } from './connection-events.ts';
import type { OverHttp } from './connection-steps.ts';
import type { Link } from './link-status.ts';
import { createMarksPoll, type MarksPoll } from './marks-poll.ts';
import { openMarksSession, type MarksSession } from './marks-session.ts';
import type { Meter } from './pace.ts';
import type { ServerClock } from './server-clock.ts';
import { createSocket, type Socket } from './socket.ts';

export interface ConnectionDependencies {
  readonly userId: string;
  /** Where the server's socket is, `wss://…/api/sync`. */
  readonly url: string;
  readonly disk: MarksDisk;
  readonly clock: Clock;
  readonly serverClock: ServerClock;
  readonly api: Pick<Api, 'marks'>;
  /** Of what leaves this device. */
  readonly up: Meter;
  /** What the server's numbering is called, as far as this device knows. */
  readonly epoch: () => Promise<string | null>;
  readonly random: () => number;
  readonly report: (error: unknown) => void;
  readonly onLink: (link: Link) => void;
  /** Every frame of ours; what concerns the document is dealt with already. */
  readonly onFrame: (frame: Frame) => void;
  /** The change log is to be read, what waits to be sent, the question that is held to be taken back. */
  readonly onPull: () => void;
  readonly onSend: () => void;
  readonly onTakeBack: () => void;
  readonly onReloadNeeded: () => void;
}

export interface DrivenConnection {
  on(event: ConnectionEvent): void;
  /** How news are asked for; null while the socket tells of them. */
  overHttp(): OverHttp | null;
  /** Resolves when all that was said so far is on disk. */
  dispose(): Promise<void>;
}

export async function openConnection(
  dependencies: ConnectionDependencies,
): Promise<DrivenConnection> {
  const { random, report } = dependencies;
  let state = restingConnection;
  let isDisposed = false;
  let carried: Carried;

  const on = (event: ConnectionEvent) => {
    if (isDisposed) return;
    const [next, commands] = stepConnection(state, event, random());
    state = next;
    for (const command of commands) carryOut(command);
  };
  const timers = createTimers((timer) => on({ type: 'due', timer }));
  const changing = createLoop({
    async work() {
      await carried.close();
      await dependencies.serverClock.repair(carried.session);
      carried = await carry(dependencies, on);
      on({ type: 'start' });
      return 'done';
    },
    report,
  });

  const carryOut = (command: ConnectionCommand) => {
    switch (command.do) {
      case 'connect':
      case 'disconnect':
      case 'probe':
        return carried.socket[command.do]();
      case 'timer':
        return timers.set(command.timer, command.ms);
      case 'write':
        return carried.session.synced();
      case 'begin-exchanges':
        return carried.poll.begin();
      case 'end-exchanges':
        return carried.poll.end();
      case 'exchange':
        return carried.poll.hint();
      case 'tell':
        return dependencies.onLink(command.link);
      case 'pull':
        return dependencies.onPull();
      case 'send':
        return dependencies.onSend();
      case 'take-back':
        return dependencies.onTakeBack();
      case 'drop-document':
        return changing.poke();
      case 'need-reload':
        return dependencies.onReloadNeeded();
      default:
        return unreachable(command);
    }
  };

  carried = await carry(dependencies, on);
  on({ type: 'start' });
  return {
    on,
    overHttp: () => state.http,
    async dispose() {
      isDisposed = true;
      timers.stop();
      await changing.dispose();
      await carried.close();
      await carried.session.dispose();
    },
  };
}

/** One document, and both ways it may go. */
interface Carried {
  readonly session: MarksSession;
  readonly socket: Socket;
  readonly poll: { begin(): void; hint(): void; end(): void };
  /** Resolves when nothing of it is on its way any more. */
  close(): Promise<void>;
}

async function carry(
  dependencies: ConnectionDependencies,
  on: (event: ConnectionEvent) => void,
): Promise<Carried> {
  const { userId, url, disk, clock, serverClock, report } = dependencies;
  const session = await openMarksSession(disk, report);
  /** Of what is sent unasked, or was asked some time ago: a clock ahead is found out by a refusal. */
  const hears = (time: number, sentAt = Number.NEGATIVE_INFINITY) => {
    const isRight = serverClock.hears(time, sentAt);
    if (!isRight) on({ type: 'wrong-clock' });
    return isRight;
  };
  let askedAt = 0;
  const socket = createSocket({
    doc: session.doc,
    url,
    userId,
    generation: () => session.generation(),
    onSynced() {
      on(session.isWhole() ? { type: 'synced' } : { type: 'fault', kind: 'other-generation' });
    },
    onHeard: () => on({ type: 'heard' }),
    onClosed(code) {
      // Which clock is wrong, and by how much, the next greeting says.
      if (code === closeCodes.wrongClock) serverClock.doubt();
      on({ type: 'closed', code });
    },
    onFrame(frame) {
      if (frame.type === 'hello') session.greeted(frame.epoch, frame.generation);
      // Before anything of this device's is sent.
      if ('time' in frame && frame.time)
        hears(frame.time, frame.type === 'hello' ? askedAt : undefined);
      if (frame.type === 'durable') session.stored(frame.clocks);
      dependencies.onFrame(frame);
    },
    onStored: (clocks) => session.stored(clocks),
  });
  let poll: MarksPoll | null = null;
  let ending: Promise<void> | undefined;
  const end = () => {
    ending = poll?.dispose() ?? ending;
    poll = null;
  };
  return {
    session,
    socket: {
      ...socket,
      connect() {
        askedAt = clock.now();
        socket.connect();
      },
    },
    poll: {
      begin() {
        poll = createMarksPoll({
          ...dependencies,
          session,
          hears,
          onExchanged(fault) {
            if (isWrongClock(fault)) {
              serverClock.doubt();
              dependencies.onPull();
            }
            on({ type: 'exchanged', fault: fault?.kind ?? null });
          },
        });
      },
      hint: () => poll?.hint(),
      end,
    },
    async close() {
      socket.dispose();
      end();
      await ending;
    },
  };
}

const wrongClock = 'wrong-clock' satisfies ProblemCode;
const isWrongClock = (fault: ApiFault | null): boolean =>
  fault?.kind === 'rejected' && fault.code === wrongClock;

/** One timer of each name. */
function createTimers(due: (timer: TimerName) => void) {
  const timers = new Map<TimerName, ReturnType<typeof setTimeout>>();
  return {
    set(timer: TimerName, ms: number | null) {
      clearTimeout(timers.get(timer));
      if (ms !== null) timers.set(timer, setTimeout(due, ms, timer));
    },
    stop() {
      for (const timer of timers.values()) clearTimeout(timer);
    },
  };
}
