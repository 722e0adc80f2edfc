import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Playable } from '#lib/ports/player.ts';
import { isAwaited, step, type Playing, type PlayingEffect, type PlayingEvent } from './playing.ts';

const bounce: Playable = {
  versionId: 'v1',
  fileId: 'f1',
  trackId: 't1',
  name: 'Bounce.wav',
  number: 1,
  trackTitle: 'Midnight Drive',
  seconds: 100,
};
const other: Playable = { ...bounce, versionId: 'v2' };

/** All that was said to the player, in order, and what it asked of the element last. */
function after(...events: readonly PlayingEvent[]) {
  let state: Playing | null = null;
  let effects: readonly PlayingEffect[] = [];
  for (const event of events) ({ state, effects } = step(state, event));
  if (state === null) throw new Error('Nothing was chosen.');
  return { state, effects };
}

const press: PlayingEvent = { type: 'chosen', sound: bounce, plays: true };
const cue = (at: number): PlayingEvent => ({ type: 'chosen', sound: bounce, at, plays: false });
const [ready, started, toggled, ended] = (['ready', 'started', 'toggled', 'ended'] as const).map(
  (type): PlayingEvent => ({ type }),
) as [PlayingEvent, PlayingEvent, PlayingEvent, PlayingEvent];
const moved = (at: number): PlayingEvent => ({ type: 'moved', at });
const arrived = (at: number): PlayingEvent => ({ type: 'arrived', at });
const sought = (at: number): PlayingEvent => ({ type: 'sought', at });
const broke = (code: number, message = ''): PlayingEvent => ({ type: 'broke', code, message });

describe('IN12 the player', () => {
  it('takes the length of the engine where the server knows none', () => {
    const unknown: PlayingEvent = {
      type: 'chosen',
      sound: { ...bounce, seconds: null },
      plays: true,
    };
    const { state } = after(unknown, { type: 'measured', seconds: 60 }, ready, started);
    expect(state.seconds).toBe(60);
    expect(step(state, sought(500)).state?.at).toBe(60);
    expect(after(press, { type: 'measured', seconds: 60 }).state.seconds).toBe(100);
  });

  it('stands at the end where the engine has less of it, and blames nobody', () => {
    const short: PlayingEvent = { type: 'measured', seconds: 90 };
    const { state, effects } = after(press, ready, short, started, sought(95), arrived(90));
    expect(state).toMatchObject({ status: 'paused', isFixed: false, target: null, at: 100 });
    expect(effects).toEqual([{ type: 'pause' }]);
  });

  it('is called as its file is called now', () => {
    const named: PlayingEvent = { type: 'named', name: 'Final.wav', trackTitle: 'Night Bus' };
    expect(after(press, named).state.sound).toMatchObject({
      versionId: 'v1',
      name: 'Final.wav',
      trackTitle: 'Night Bus',
    });
  });

  it('loads and plays with the press itself, and says that sound is yet to come', () => {
    const { state, effects } = after(press);
    expect(effects).toEqual([{ type: 'load' }, { type: 'play' }]);
    expect(state).toMatchObject({ status: 'loading', at: 0 });
    expect(after(press, ready, started).state.status).toBe('playing');
  });

  it('pauses and goes on where it stood', () => {
    const paused = after(press, ready, started, moved(12), toggled);
    expect(paused.effects).toEqual([{ type: 'pause' }]);
    expect(paused.state).toMatchObject({ status: 'paused', at: 12 });
    expect(after(press, ready, started, moved(12), toggled, toggled).effects).toEqual([
      { type: 'play' },
    ]);
  });

  it('begins anew at the end', () => {
    const over = after(press, ready, started, moved(99), ended);
    expect(over.state).toMatchObject({ status: 'paused', at: 100 });
    const again = after(press, ready, started, ended, toggled);
    expect(again.effects).toEqual([{ type: 'place', at: 0 }, { type: 'play' }]);
  });

  it('is not taken to the end by news that is overtaken', () => {
    const { state } = after(press, ready, started, sought(100), sought(10), ended);
    expect(state).toMatchObject({ status: 'paused', at: 10, target: 10 });
  });

  it('takes a sound up at a second and leaves it to the person to play it', () => {
    const { state, effects } = after(cue(83));
    expect(effects).toEqual([{ type: 'load' }]);
    expect(state).toMatchObject({ status: 'paused', at: 83 });
    expect(after(cue(83), ready).effects).toEqual([{ type: 'place', at: 83 }]);
    expect(after(cue(83), ready, arrived(83.01)).state).toMatchObject({ at: 83.01, target: null });
  });

  it('does not take what an element says on its way for where it is', () => {
    expect(after(press, ready, started, moved(5), sought(50), moved(5.2)).state.at).toBe(50);
    expect(after(press, ready, started, sought(50), arrived(50), moved(50.5)).state.at).toBe(50.5);
  });

  it('loads anew where a place was not reached, and then says that it cannot be moved in', () => {
    const missed = after(press, ready, started, sought(50), arrived(0));
    expect(missed.effects).toEqual([{ type: 'load' }, { type: 'play' }]);
    expect(missed.state).toMatchObject({ at: 50, target: 50, reloads: 1 });
    const again = after(press, ready, started, sought(50), arrived(0), ready, arrived(0));
    expect(again.state).toMatchObject({ isFixed: true, at: 0, target: null });
    expect(step(again.state, sought(9)).state?.at).toBe(0);
  });

  it('ends where the sound ends, whatever an engine believes of its length', () => {
    const beyond = after(press, ready, started, moved(101));
    expect(beyond.effects).toEqual([{ type: 'pause' }]);
    expect(beyond.state).toMatchObject({ status: 'paused', at: 100 });
    expect(after(press, ready, sought(500)).state.at).toBe(100);
    expect(after(press, ready, sought(-3)).state.at).toBe(0);
  });

  it('plays another sound from its beginning, and the same one from where it is', () => {
    const { state, effects } = after(press, ready, started, moved(40), {
      type: 'chosen',
      sound: other,
      plays: true,
    });
    expect([state.at, effects.length]).toEqual([0, 2]);
    expect(after(press, ready, started, moved(40), press).effects).toEqual([]);
    const there: PlayingEvent = { ...press, at: 7 };
    expect(after(press, ready, started, moved(40), toggled, there).effects).toEqual([
      { type: 'place', at: 7 },
      { type: 'play' },
    ]);
  });

  it('takes up a line that broke where it stood, once, and then asks what is wrong', () => {
    const once = after(press, ready, started, moved(30), broke(2));
    expect(once.state).toMatchObject({ at: 30, target: 30, status: 'loading' });
    expect(once.effects).toEqual([{ type: 'load' }, { type: 'play' }]);
    const twice = after(press, ready, started, moved(30), broke(2), broke(2));
    expect(twice.effects).toEqual([{ type: 'probe' }]);
    const later = [broke(2), ready, arrived(30), started, moved(32), broke(2)];
    expect(after(press, ready, started, moved(30), ...later).effects[0]).toEqual({ type: 'load' });
    const there = [broke(2), ready, arrived(30), started, moved(30.5), broke(2)];
    expect(after(press, ready, started, moved(30), ...there).effects).toEqual([{ type: 'probe' }]);
  });

  it('goes on a little before a place from which it cannot be decoded', () => {
    const { state } = after(press, ready, started, sought(30), broke(3));
    expect(state).toMatchObject({ status: 'loading', target: 29.9, brokeAt: 30 });
  });

  it.each([
    ['there', 'not-played'],
    ['gone', 'gone'],
    ['unreachable', 'unreachable'],
    ['signed-out', 'signed-out'],
  ] as const)('tells a sound that is %s on the server: %s', (found, fault) => {
    const failed = after(press, broke(4), { type: 'found', found });
    expect(failed.state).toMatchObject({ status: 'failed', fault });
    const again = step(failed.state, toggled);
    expect(again.effects).toEqual([{ type: 'load' }, { type: 'play' }]);
    expect(again.state).toMatchObject({ status: 'loading', fault: null });
  });

  it('blames no file for a device without an output', () => {
    const failed = after(press, ready, broke(3, '… OnMediaSinkAudioError'));
    expect(failed.state.fault).toBe('no-output');
  });

  it('gives up on what brings nothing, and on nothing else', () => {
    expect(after(press, { type: 'silent' }).state.fault).toBe('silent');
    expect(after(press, ready, started, { type: 'silent' }).state.fault).toBeNull();
    expect(after(cue(3), { type: 'silent' }).state.fault).toBeNull();
  });

  it('waits for a press where the browser wants one', () => {
    const { state } = after(press, { type: 'not-allowed' });
    expect(state).toMatchObject({ status: 'paused', isWanted: false, fault: null });
  });

  it('says of a sound that stalls that more is yet to come', () => {
    expect(after(press, ready, started, { type: 'waiting' }).state.status).toBe('loading');
    expect(after(press, ready, started, toggled, { type: 'waiting' }).state.status).toBe('paused');
  });
});

it('IN12 whatever happens, the place is within the sound, and what failed awaits nothing', () => {
  const seconds = fc.double({ min: -10, max: 400, noNaN: true });
  const events: fc.Arbitrary<PlayingEvent> = fc.oneof(
    fc.constantFrom(press, ready, started, toggled, ended),
    fc.constantFrom<PlayingEvent>(
      { type: 'paused' },
      { type: 'waiting' },
      { type: 'silent' },
      { type: 'not-allowed' },
      { type: 'found', found: 'gone' },
      { type: 'chosen', sound: other, at: 50, plays: false },
    ),
    seconds.map(moved),
    seconds.map(arrived),
    seconds.map(sought),
    fc.integer({ min: 1, max: 4 }).map((code) => broke(code)),
  );
  fc.assert(
    fc.property(fc.array(events, { maxLength: 40 }), (all) => {
      let state = step(null, press).state;
      for (const event of all) {
        ({ state } = step(state, event));
        if (state === null) throw new Error('It is gone by itself.');
        expect(state.at).toBeGreaterThanOrEqual(0);
        expect(state.at).toBeLessThanOrEqual(100);
        expect(state.status === 'failed').toBe(state.fault !== null);
        if (state.status === 'failed')
          expect([isAwaited(state), state.isWanted]).toEqual([false, false]);
        if (state.status === 'playing') expect(state.isWanted).toBe(true);
      }
    }),
  );
});
