/**
 * Decides how this device speaks with the server: when to open the socket and when to suspect it, when
 * to ask over HTTP instead, and what to tell of it. Pure: (state, event) → (state, commands); the driver
 * (connection-driver.ts) carries the commands out and reports what happened. Knows no time: the driver
 * runs the timers it is told to run, at most one of each name.
 *
 *   resting ──start, hint──▶ connecting ──heard──▶ greeted ──synced──▶ open
 *      ▲                      │    ▲                  │                 │
 *      └──final close codes───┤    └──hint, retry── waiting ◀──lost─────┘
 *
 * From the third socket in a row that does not open or does not last, `http` is there whenever none is
 * open, until one lasts or it rests. Another document on the server leads from anywhere to `changing`, and
 * on by `start`.
 */
import { backoffMs, type Backoff } from '#shared/base/backoff.ts';
import { second } from '#shared/base/time.ts';
import { closeCodes } from '#shared/workspace/refusals.ts';
import type { ApiFault } from './api.ts';
import type { ConnectionCommand, ConnectionEvent, TimerName } from './connection-events.ts';
import {
  run,
  sequence,
  stop,
  timer,
  type Connection,
  type Part,
  type Step,
} from './connection-steps.ts';
import type { Link } from './link-status.ts';

export const restingConnection: Connection = {
  phase: 'resting',
  attempts: 0,
  unproven: 0,
  isOld: false,
  isProbing: false,
  link: 'connecting',
  http: null,
  silentSince: null,
};

const backoff: Backoff = { baseMs: 0.5 * second, capMs: 30 * second };
/** A phone on a bad network needs seconds; a network that swallows packets would need minutes. */
const attemptMs = 10 * second;
/** The server has greeted: what follows may be a document of a year, over a line of a few kilobytes a second. */
const arrivingMs = 60 * second;
/** A heartbeat and a bit. */
const quietMs = 20 * second;
const probeMs = 2 * second;
/** Below this a lost connection is not worth a word. */
const graceMs = 3 * second;
/** A server that takes us and throws us out at once is not to be hammered. */
const steadyMs = 10 * second;
/** Some networks let no socket through, others none for long. */
const fallBackAfter = 3;
/** Where one way fails while the others work, every answer of theirs would else be taken for a return. */
const silenceLeastMs = 2 * second;

/** @param random in [0, 1), for the jitter of this step */
export function stepConnection(state: Connection, event: ConnectionEvent, random: number): Step {
  const [next, commands] = step(state, event, random);
  if (isExchanging(next) === isExchanging(state)) return [next, commands];
  return isExchanging(next)
    ? [next, [...commands, { do: 'begin-exchanges' }]]
    : [next, [{ do: 'end-exchanges' }, ...commands]];
}

function step(state: Connection, event: ConnectionEvent, random: number): Step {
  switch (event.type) {
    case 'start':
      return start(state);
    case 'hint':
      return hinted(state);
    case 'synced':
      return synced(state);
    case 'heard':
      return heard(state);
    case 'closed':
      return closed(state, event.code, random);
    case 'due':
      return due(state, event.timer, random);
    case 'unanswered':
      return [{ ...state, silentSince: state.silentSince ?? event.at }, []];
    case 'answered':
      return answered(state, event.at);
    case 'wrong-clock':
      return rightClock(state);
    case 'fault':
      return failed(state, event.kind);
    case 'exchanged':
      return exchanged(state, event.fault);
    case 'pulled':
      if (!state.http) return [state, []];
      return [{ ...state, http: { ...state.http, isHeld: true } }, [{ do: 'pull' }]];
  }
}

/** What the socket amounts to; it does not matter while the marks get through over HTTP. */
const tell =
  (link: Link): Part =>
  (state) => {
    const told = state.http?.isReached ? 'connected' : link;
    const http = state.http && { ...state.http, isHeld: false };
    const asked = told === 'connected' ? ([{ do: 'pull' }, { do: 'send' }] as const) : [];
    return [{ ...state, link, http }, [{ do: 'tell', link: told }, ...asked]];
  };

/** @param isReached the server was heard a moment ago; the first exchange tells whether it still is */
const takeHttp =
  (isReached: boolean): Part =>
  (state) =>
    state.http ? [state, []] : [{ ...state, http: { isReached, isHeld: false } }, [{ do: 'pull' }]];

const leaveHttp: Part = (state) => {
  if (!state.http) return [state, []];
  return [{ ...state, http: null }, [{ do: 'take-back' }, { do: 'pull' }]];
};

/** A socket on which the server speaks carries the marks: the same over HTTP would only be in its way. */
const isExchanging = ({ http, phase }: Connection): boolean =>
  http !== null && (phase === 'connecting' || phase === 'waiting');

const connect: Part = (state) => [
  { ...state, phase: 'connecting', isProbing: false },
  [...stop('retry'), timer('attempt', attemptMs), { do: 'connect' }],
];

const restAs =
  (phase: 'resting' | 'changing'): Part =>
  (state) =>
    sequence(
      { ...state, phase, attempts: 0, unproven: 0, isOld: false, isProbing: false },
      run(...stop('retry', 'attempt', 'grace', 'quiet', 'probe', 'steady')),
      leaveHttp,
    );
const rest = restAs('resting');

function start(state: Connection): Step {
  if (state.phase !== 'resting' && state.phase !== 'changing') return [state, []];
  return sequence(state, tell('connecting'), run(timer('grace', graceMs)), connect);
}

function synced(state: Connection): Step {
  if (!isOpening(state)) return [state, []];
  return sequence(
    { ...state, phase: 'open' },
    run(...stop('attempt', 'grace'), timer('quiet', quietMs), timer('steady', steadyMs)),
    leaveHttp,
    run({ do: 'write' }),
    tell('connected'),
  );
}

const isOpening = ({ phase }: Connection): boolean => phase === 'connecting' || phase === 'greeted';

function heard(state: Connection): Step {
  if (state.phase === 'open') {
    const lasting = state.isOld && { attempts: 0, unproven: 0, isOld: false };
    const heardNow = { ...state, ...lasting, isProbing: false };
    return [heardNow, [timer('quiet', quietMs), ...stop('probe')]];
  }
  if (state.phase !== 'connecting') return [state, []];
  return sequence(
    { ...state, phase: 'greeted' },
    run(timer('attempt', arrivingMs), ...stop('grace')),
    ...(state.link === 'offline' ? [tell('connecting')] : []),
  );
}

/** Whatever waits, waits no longer. */
function hinted(state: Connection): Step {
  const exchange: readonly ConnectionCommand[] = isExchanging(state) ? [{ do: 'exchange' }] : [];
  return sequence(state, hintSocket, run(...exchange, { do: 'pull' }, { do: 'send' }));
}

function hintSocket(state: Connection): Step {
  switch (state.phase) {
    case 'open':
      return probe(state);
    case 'connecting':
      // Begun on a network that may be gone: it has no longer than a probe.
      return [state, [timer('attempt', probeMs)]];
    case 'greeted':
      return [state, []];
    case 'resting':
      return sequence({ ...state, attempts: 0 }, run(timer('grace', graceMs)), connect);
    case 'waiting':
      return connect({ ...state, attempts: 0 });
    case 'changing':
      return [state, []];
  }
}

function probe(state: Connection): Step {
  if (state.isProbing) return [state, []];
  return [{ ...state, isProbing: true }, [{ do: 'probe' }, timer('probe', probeMs)]];
}

function closed(state: Connection, code: number | null, random: number): Step {
  if (state.phase === 'changing') return [state, []];
  switch (code) {
    case closeCodes.signIn:
      // The socket does not say whether the account is still there; a question is answered so.
      return sequence(state, rest, tell('sign-in'), run({ do: 'pull' }));
    case closeCodes.notYours:
      return sequence(state, rest, tell('stopped'));
    case closeCodes.otherGeneration:
      return changeDocument(state);
    case closeCodes.reload:
      return sequence(state, rest, tell('offline'), run({ do: 'need-reload' }));
    default:
      return lost(state, random);
  }
}

const changeDocument: Part = (state) =>
  sequence(state, restAs('changing'), run({ do: 'drop-document' }));

/** A server that takes what is stamped anew no better is not to be hammered: what failed so far counts. */
function rightClock(state: Connection): Step {
  if (state.phase === 'resting' || state.phase === 'changing') return [state, []];
  const [next, commands] = changeDocument(state);
  return [{ ...next, attempts: state.attempts }, commands];
}

/** @param isSilent nothing was heard any more: whether the server is there is not known */
function lost(state: Connection, random: number, isSilent = false): Step {
  if (!isOpening(state) && state.phase !== 'open') return [state, []];
  const attempts = state.attempts + 1;
  const unproven = state.unproven + 1;
  const isNear = state.phase === 'open' && !isSilent;
  return sequence(
    { ...state, phase: 'waiting', attempts, unproven, isOld: false, isProbing: false },
    run(...stop('attempt', 'quiet', 'probe', 'steady')),
    run(timer('retry', backoffMs(backoff, attempts, random))),
    ...(unproven >= fallBackAfter ? [takeHttp(isNear)] : []),
    ...(state.phase !== 'connecting' ? [tell('connecting'), run(timer('grace', graceMs))] : []),
  );
}

function due(state: Connection, name: TimerName, random: number): Step {
  switch (name) {
    case 'retry':
      return state.phase === 'waiting' ? connect(state) : [state, []];
    case 'attempt':
      return isOpening(state) ? giveUp(state, random) : [state, []];
    case 'grace':
      return state.phase === 'open' ? [state, []] : tell('offline')(state);
    case 'quiet':
      return state.phase === 'open' ? probe(state) : [state, []];
    case 'probe':
      return state.phase === 'open' && state.isProbing ? giveUp(state, random) : [state, []];
    case 'steady':
      return [{ ...state, isOld: true }, []];
  }
}

const giveUp = (state: Connection, random: number): Step =>
  sequence(state, run({ do: 'disconnect' }), (now) => lost(now, random, true));

/** Socket and loops wait longer and longer; the first that gets through again spares the others that. */
function answered(state: Connection, at: number): Step {
  const isBack = state.silentSince !== null && at - state.silentSince >= silenceLeastMs;
  const heard = { ...state, silentSince: null };
  return isBack ? hinted(heard) : [heard, []];
}

function exchanged(state: Connection, fault: ApiFault['kind'] | null): Step {
  const isReached = fault === null;
  const reached: Part = (now) =>
    !now.http || now.http.isReached === isReached
      ? [now, []]
      : tell(now.link)({ ...now, http: { ...now.http, isReached } });
  return sequence(state, reached, (now) => (fault === null ? [now, []] : failed(now, fault)));
}

/** Most faults pass, and whoever asked asks again; some make it pointless to go on. */
function failed(state: Connection, kind: ApiFault['kind']): Step {
  if (state.phase === 'changing') return [state, []];
  switch (kind) {
    case 'unauthenticated':
      return sequence(state, rest, run({ do: 'disconnect' }), tell('sign-in'));
    case 'wrong-account':
      return sequence(state, rest, run({ do: 'disconnect' }), tell('stopped'));
    case 'other-generation':
      return changeDocument(state);
    default:
      return [state, []];
  }
}
