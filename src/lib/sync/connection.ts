/**
 * Decides about the socket: when to connect, when to suspect it, what to tell. Pure: (state, event) →
 * (state, commands); the driver (socket.ts) carries the commands out and reports what happened. Knows
 * no time: the driver runs the timers it is told to run, at most one of each name.
 *
 *   resting ──start, hint──▶ connecting ──synced──▶ open
 *      ▲                        │  ▲                  │
 *      └──final close codes─────┤  └──hint, retry──▶ waiting ◀──lost──┘
 */
import { backoffMs, type Backoff } from '#shared/base/backoff.ts';
import { second } from '#shared/base/time.ts';
import { closeCodes } from '#shared/workspace/refusals.ts';
import type { Link } from './link.ts';

export type TimerName = 'retry' | 'attempt' | 'grace' | 'quiet' | 'probe' | 'steady';

export interface Connection {
  /** `resting` goes on only when asked: nothing it could do by itself would help. */
  readonly phase: 'resting' | 'connecting' | 'open' | 'waiting';
  /** Losses since it last was steady. */
  readonly attempts: number;
  readonly isProbing: boolean;
}

export type ConnectionEvent =
  | { readonly type: 'start' }
  /** The network may have changed, or the person came back: probable, never certain. */
  | { readonly type: 'hint' }
  /** The server's state was received. */
  | { readonly type: 'synced' }
  /** Any frame. */
  | { readonly type: 'heard' }
  /** Without a code where we or the provider gave it up. */
  | { readonly type: 'closed'; readonly code: number | null }
  | { readonly type: 'due'; readonly timer: TimerName }
  /** Another way to the server said that going on is pointless until somebody signs in. */
  | { readonly type: 'stop'; readonly link: 'sign-in' | 'stopped' };

export type ConnectionCommand =
  | { readonly do: 'connect' }
  | { readonly do: 'disconnect' }
  /** Say something that the server answers. */
  | { readonly do: 'probe' }
  /** `ms` null stops it; one that runs begins anew. */
  | { readonly do: 'timer'; readonly timer: TimerName; readonly ms: number | null }
  | { readonly do: 'tell'; readonly link: Link }
  /** Sockets do not get through: try another way to the server, until `recover`. */
  | { readonly do: 'fall-back' }
  | { readonly do: 'recover' }
  | { readonly do: 'drop-document' }
  | { readonly do: 'need-reload' };

export type Step = readonly [Connection, readonly ConnectionCommand[]];

export const restingConnection: Connection = { phase: 'resting', attempts: 0, isProbing: false };

const backoff: Backoff = { baseMs: 0.5 * second, capMs: 30 * second };
/** A phone on a bad network needs seconds; a network that swallows packets would need minutes. */
const attemptMs = 10 * second;
/** A heartbeat and a bit. */
const quietMs = 20 * second;
const probeMs = 2 * second;
/** Below this a lost connection is not worth a word. */
const graceMs = 3 * second;
/** A server that takes us and throws us out at once is not to be hammered. */
const steadyMs = 10 * second;

/** So many sockets in a row did not open: some networks let none through. */
const fallBackAfter = 3;

const timer = (name: TimerName, ms: number | null): ConnectionCommand => ({
  do: 'timer',
  timer: name,
  ms,
});
const quiet: readonly ConnectionCommand[] = [
  timer('retry', null),
  timer('attempt', null),
  timer('grace', null),
  timer('quiet', null),
  timer('probe', null),
  timer('steady', null),
];

/** @param random in [0, 1), for the jitter of this step */
export function stepConnection(state: Connection, event: ConnectionEvent, random: number): Step {
  switch (event.type) {
    case 'start':
      if (state.phase !== 'resting') return [state, []];
      return connect(state, [{ do: 'tell', link: 'connecting' }, timer('grace', graceMs)]);
    case 'hint':
      return hinted(state);
    case 'synced':
      if (state.phase !== 'connecting') return [state, []];
      return [
        { ...state, phase: 'open' },
        [
          timer('attempt', null),
          timer('grace', null),
          timer('quiet', quietMs),
          timer('steady', steadyMs),
          { do: 'recover' },
          { do: 'tell', link: 'connected' },
        ],
      ];
    case 'heard':
      if (state.phase !== 'open') return [state, []];
      return [{ ...state, isProbing: false }, [timer('quiet', quietMs), timer('probe', null)]];
    case 'closed':
      return closed(state, event.code, random);
    case 'due':
      return due(state, event.timer, random);
    case 'stop':
      return rest([{ do: 'disconnect' }, { do: 'tell', link: event.link }]);
  }
}

function connect(state: Connection, commands: readonly ConnectionCommand[] = []): Step {
  return [
    { ...state, phase: 'connecting', isProbing: false },
    [...commands, timer('retry', null), timer('attempt', attemptMs), { do: 'connect' }],
  ];
}

function rest(commands: readonly ConnectionCommand[]): Step {
  return [restingConnection, [...quiet, { do: 'recover' }, ...commands]];
}

function hinted(state: Connection): Step {
  switch (state.phase) {
    case 'open':
      return probe(state);
    case 'connecting':
      // Begun on a network that may be gone: it has no longer than a probe.
      return [state, [timer('attempt', probeMs)]];
    case 'resting':
      return connect({ ...state, attempts: 0 }, [timer('grace', graceMs)]);
    case 'waiting':
      return connect({ ...state, attempts: 0 });
  }
}

function probe(state: Connection): Step {
  if (state.isProbing) return [state, []];
  return [{ ...state, isProbing: true }, [{ do: 'probe' }, timer('probe', probeMs)]];
}

function closed(state: Connection, code: number | null, random: number): Step {
  switch (code) {
    case closeCodes.signIn:
      return rest([{ do: 'tell', link: 'sign-in' }]);
    case closeCodes.notYours:
      return rest([{ do: 'tell', link: 'stopped' }]);
    case closeCodes.otherGeneration:
      return rest([{ do: 'drop-document' }]);
    case closeCodes.reload:
      return rest([{ do: 'tell', link: 'offline' }, { do: 'need-reload' }]);
    default:
      return lost(state, random);
  }
}

function lost(state: Connection, random: number): Step {
  if (state.phase === 'resting' || state.phase === 'waiting') return [state, []];
  const attempts = state.attempts + 1;
  const wasOpen = state.phase === 'open';
  return [
    { phase: 'waiting', attempts, isProbing: false },
    [
      timer('attempt', null),
      timer('quiet', null),
      timer('probe', null),
      timer('steady', null),
      ...(wasOpen ? [{ do: 'tell', link: 'connecting' } as const, timer('grace', graceMs)] : []),
      ...(!wasOpen && attempts >= fallBackAfter ? [{ do: 'fall-back' } as const] : []),
      timer('retry', backoffMs(backoff, attempts, random)),
    ],
  ];
}

function due(state: Connection, name: TimerName, random: number): Step {
  switch (name) {
    case 'retry':
      return state.phase === 'waiting' ? connect(state) : [state, []];
    case 'attempt':
      return state.phase === 'connecting' ? giveUp(state, random) : [state, []];
    case 'grace':
      return [state, state.phase === 'open' ? [] : [{ do: 'tell', link: 'offline' }]];
    case 'quiet':
      return state.phase === 'open' ? probe(state) : [state, []];
    case 'probe':
      return state.phase === 'open' && state.isProbing ? giveUp(state, random) : [state, []];
    case 'steady':
      return [{ ...state, attempts: 0 }, []];
  }
}

function giveUp(state: Connection, random: number): Step {
  const [next, commands] = lost(state, random);
  return [next, [{ do: 'disconnect' }, ...commands]];
}
