/**
 * What the player does next, given what a person pressed and what the audio element said. Pure: the
 * element itself is in player.ts. Engines differ in what they say of a sound, so none of it is taken at
 * its word: its length is the one that the server read, and a place counts once the element is there.
 */
import type { Playable, PlayerFault, PlayerState } from '#lib/ports/player.ts';

export interface Playing extends PlayerState {
  readonly isWanted: boolean;
  /** The element knows the sound and can be told where to be. */
  readonly isReady: boolean;
  /** Where it was told to be and has not arrived. */
  readonly target: number | null;
  /** How often it was loaded anew by itself since sound last came. */
  readonly reloads: number;
  /** Where it broke last, in seconds; null while it has not. */
  readonly brokeAt: number | null;
  /** How long the engine believes it to be, in seconds; null before it says so. */
  readonly believed: number | null;
}

export type Found = 'there' | 'gone' | 'unreachable' | 'signed-out';

export type PlayingEvent =
  | {
      readonly type: 'chosen';
      readonly sound: Playable;
      readonly at?: number;
      readonly plays: boolean;
    }
  | { readonly type: 'toggled' }
  | { readonly type: 'sought'; readonly at: number }
  | { readonly type: 'ready' }
  | { readonly type: 'started' }
  | { readonly type: 'paused' }
  | { readonly type: 'waiting' }
  /** The engine says how long it is. */
  | { readonly type: 'measured'; readonly seconds: number }
  /** The file, or its track, is called otherwise now. */
  | { readonly type: 'named'; readonly name: string; readonly trackTitle: string }
  | { readonly type: 'moved'; readonly at: number }
  | { readonly type: 'arrived'; readonly at: number }
  | { readonly type: 'ended' }
  /** By the numbers of MediaError. */
  | { readonly type: 'broke'; readonly code: number; readonly message: string }
  /** The browser plays nothing that nobody has pressed. */
  | { readonly type: 'not-allowed' }
  | { readonly type: 'silent' }
  /** What the server says of the sound after it broke. */
  | { readonly type: 'found'; readonly found: Found };

export type PlayingEffect =
  | { readonly type: 'load' }
  | { readonly type: 'play' }
  | { readonly type: 'pause' }
  | { readonly type: 'place'; readonly at: number }
  /** Asks the server whether the sound is there. */
  | { readonly type: 'probe' };

export interface Step {
  readonly state: Playing | null;
  readonly effects: readonly PlayingEffect[];
}

/** MediaError.MEDIA_ERR_ABORTED: nobody but the player itself ends a load. */
const aborted = 1;
/** MediaError.MEDIA_ERR_NETWORK */
const network = 2;
/** MediaError.MEDIA_ERR_DECODE: Firefox says so, too, where the frame it was moved to needs one before it. */
const decoding = 3;
/** How far before such a frame it goes on, in seconds. */
const stepBack = 0.1;
/** What breaks again within so many seconds breaks there for good. */
const samePlace = 1;
/** Firefox's word where the device has no output for sound; the file is as good as ever. */
const noOutput = 'OnMediaSinkAudioError';
/** How far from where it was told to be an element may land, in seconds. */
const tolerance = 0.3;
const reloadsMost = 1;

export function step(state: Playing | null, event: PlayingEvent): Step {
  if (event.type === 'chosen') return choose(state, event);
  return state === null ? { state, effects: [] } : stepOf(state, event);
}

function stepOf(state: Playing, event: Exclude<PlayingEvent, { type: 'chosen' }>): Step {
  switch (event.type) {
    case 'toggled':
      return toggle(state);
    case 'sought':
      return seek(state, event.at);
    case 'ready':
      return ready(state);
    case 'started':
      // What comes late says nothing of what was pressed meanwhile.
      return stay(state.isWanted ? { ...state, status: 'playing', reloads: 0 } : state);
    case 'paused':
      return stay(pausedBy(state));
    case 'waiting':
      return stay(state.status === 'playing' ? { ...state, status: 'loading' } : state);
    case 'measured': {
      const { seconds } = state.sound;
      return stay({ ...state, believed: event.seconds, seconds: seconds ?? event.seconds });
    }
    case 'named': {
      const { name, trackTitle } = event;
      return stay({ ...state, sound: { ...state.sound, name, trackTitle } });
    }
    case 'moved':
      return moved(state, event.at);
    case 'arrived':
      return arrived(state, event.at);
    case 'ended':
      // Whoever has moved it meanwhile is not taken to the end again.
      return stay(state.status === 'failed' || isMoving(state) ? pausedBy(state) : atEnd(state));
    case 'broke':
      return broke(state, event);
    case 'not-allowed':
      return stay(pausedBy(state));
    case 'silent':
      return isAwaited(state) ? fail(state, 'silent') : stay(state);
    case 'found':
      return event.found === 'there' ? fail(state, 'not-played') : fail(state, event.found);
  }
}

const pausedBy = (state: Playing): Playing =>
  state.status === 'failed' ? state : { ...state, status: 'paused', isWanted: false };

const stay = (state: Playing): Step => ({ state, effects: [] });

/** Sound, or a place in it, is yet to come. */
export const isAwaited = ({ status, target, isReady }: Playing): boolean =>
  status === 'loading' || (target !== null && isReady && status !== 'failed');

const isMoving = ({ target, seconds }: Playing): boolean =>
  target !== null && target < (seconds ?? 0);

const within = ({ seconds }: Pick<PlayerState, 'seconds'>, at: number): number =>
  Math.max(0, Math.min(at, seconds ?? Number.POSITIVE_INFINITY));

function choose(
  state: Playing | null,
  { sound, at, plays }: Extract<PlayingEvent, { type: 'chosen' }>,
): Step {
  if (state === null || state.sound.versionId !== sound.versionId) {
    const from = within(sound, at ?? 0);
    return load({ sound, at: from, isWanted: plays });
  }
  const moved = at === undefined ? stay(state) : seek(state, at);
  if (!plays || moved.state === null || moved.state.isWanted) return moved;
  const started = toggle(moved.state);
  return { state: started.state, effects: [...moved.effects, ...started.effects] };
}

type Again = Pick<Playing, 'reloads' | 'brokeAt'>;

function load(
  { sound, at, isWanted }: Pick<Playing, 'sound' | 'at' | 'isWanted'>,
  { reloads, brokeAt }: Again = { reloads: 0, brokeAt: null },
): Step {
  const state: Playing = {
    sound,
    at,
    isWanted,
    reloads,
    brokeAt,
    seconds: sound.seconds,
    believed: null,
    status: isWanted ? 'loading' : 'paused',
    fault: null,
    isFixed: false,
    isReady: false,
    target: at > 0 ? at : null,
  };
  // Asked for at once: a browser may want to see the press.
  return { state, effects: isWanted ? [{ type: 'load' }, { type: 'play' }] : [{ type: 'load' }] };
}

function toggle(state: Playing): Step {
  if (state.status === 'failed') return load({ ...state, isWanted: true });
  if (state.isWanted) {
    return { state: { ...state, status: 'paused', isWanted: false }, effects: [{ type: 'pause' }] };
  }
  const { seconds, at } = state;
  const isOver = seconds !== null && at >= seconds;
  const { state: from, effects } = isOver ? seek(state, 0) : stay(state);
  return {
    state: from && { ...from, status: 'loading', isWanted: true },
    effects: [...effects, { type: 'play' }],
  };
}

function seek(state: Playing, wanted: number): Step {
  const at = within(state, wanted);
  if (state.isFixed) return stay(state);
  const next = { ...state, at };
  if (state.status === 'failed') return stay(next);
  const place: readonly PlayingEffect[] = state.isReady ? [{ type: 'place', at }] : [];
  return { state: { ...next, target: at }, effects: place };
}

function ready(state: Playing): Step {
  if (state.isReady) return stay(state);
  const { target } = state;
  return {
    state: { ...state, isReady: true },
    effects: target === null ? [] : [{ type: 'place', at: target }],
  };
}

function moved(state: Playing, at: number): Step {
  if (state.target !== null || state.status === 'failed') return stay(state);
  const { seconds } = state;
  // Some engines go on into what they believe is there.
  if (seconds !== null && at > seconds + tolerance) {
    return { state: atEnd(state), effects: [{ type: 'pause' }] };
  }
  return stay({ ...state, at: within(state, at) });
}

function arrived(state: Playing, at: number): Step {
  if (state.target === null || state.status === 'failed') return stay(state);
  if (Math.abs(at - state.target) <= tolerance) {
    return stay({ ...state, target: null, at: within(state, at) });
  }
  // There is less of it than was said, and the place lies behind that.
  const { believed, target } = state;
  if (believed !== null && target > believed && Math.abs(at - believed) <= tolerance) {
    return { state: atEnd(state), effects: [{ type: 'pause' }] };
  }
  if (state.reloads < reloadsMost) return load({ ...state, at: target }, again(state));
  return stay({ ...state, target: null, at: within(state, at), isFixed: true });
}

const again = ({ reloads, brokeAt }: Playing): Again => ({ reloads: reloads + 1, brokeAt });

const atEnd = (state: Playing): Playing => ({
  ...state,
  status: 'paused',
  isWanted: false,
  target: null,
  at: state.seconds ?? state.at,
});

function broke(state: Playing, { code, message }: Extract<PlayingEvent, { type: 'broke' }>): Step {
  if (code === aborted) return stay(state);
  if (message.includes(noOutput)) return fail(state, 'no-output');
  const isElsewhere = state.brokeAt === null || Math.abs(state.at - state.brokeAt) > samePlace;
  if ((code === network || code === decoding) && state.reloads < reloadsMost && isElsewhere) {
    const at = code === decoding ? within(state, state.at - stepBack) : state.at;
    return load({ ...state, at }, { ...again(state), brokeAt: state.at });
  }
  // An element says of a lost network, of a file that is gone and of one it cannot play the same.
  return { state: { ...state, isReady: false }, effects: [{ type: 'probe' }] };
}

const fail = (state: Playing, fault: PlayerFault): Step => ({
  state: { ...state, status: 'failed', fault, isWanted: false, isReady: false, target: null },
  effects: [{ type: 'pause' }],
});
