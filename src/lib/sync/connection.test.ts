import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { closeCodes } from '#shared/workspace/refusals.ts';
import { restingConnection, stepConnection } from './connection.ts';
import type { ConnectionCommand, ConnectionEvent, TimerName } from './connection-events.ts';
import type { Connection } from './connection-steps.ts';
import type { Link } from './link-status.ts';

/** The machine with a driver that only remembers: timers, what was told, what was done. */
class World {
  state: Connection = restingConnection;
  readonly timers = new Map<TimerName, number>();
  readonly links: Link[] = [];
  /** Of socket and document. */
  done: string[] = [];
  /** Of what is asked over HTTP. */
  asked: string[] = [];
  isExchanging = false;

  on(event: ConnectionEvent, random = 0.5): this {
    const [state, commands] = stepConnection(this.state, event, random);
    this.state = state;
    for (const command of commands) this.#carryOut(command);
    return this;
  }

  /** A timer that runs goes off. */
  due(timer: TimerName): this {
    expect([...this.timers.keys()]).toContain(timer);
    this.timers.delete(timer);
    return this.on({ type: 'due', timer });
  }

  #carryOut(command: ConnectionCommand) {
    if (command.do === 'tell') this.links.push(command.link);
    else if (command.do === 'timer') {
      if (command.ms === null) this.timers.delete(command.timer);
      else this.timers.set(command.timer, command.ms);
    } else if (command.do === 'begin-exchanges' || command.do === 'end-exchanges') {
      expect(this.isExchanging).toBe(command.do === 'end-exchanges');
      this.isExchanging = !this.isExchanging;
    } else if (overHttp.has(command.do)) this.asked.push(command.do);
    else if (command.do !== 'write') this.done.push(command.do);
    else expect(this.state.phase).toBe('open');
  }
}

const overHttp = new Set(['exchange', 'pull', 'send', 'take-back']);

const opened = () => new World().on({ type: 'start' }).on({ type: 'synced' });
const lost = () => opened().on({ type: 'closed', code: null });

describe('at the start', () => {
  test('connects, and says offline only after a while', () => {
    const world = new World().on({ type: 'start' });
    expect(world.done).toEqual(['connect']);
    expect(world.links).toEqual(['connecting']);
    world.due('grace');
    expect(world.links).toEqual(['connecting', 'offline']);
  });

  test('says connected once it has synced, and offline no more', () => {
    const world = opened();
    expect(world.links).toEqual(['connecting', 'connected']);
    expect([...world.timers.keys()].sort()).toEqual(['quiet', 'steady']);
  });

  test('gives an attempt up that hangs', () => {
    const world = new World().on({ type: 'start' }).due('attempt');
    expect(world.done).toEqual(['connect', 'disconnect']);
    world.due('retry');
    expect(world.done).toEqual(['connect', 'disconnect', 'connect']);
  });
});

describe('a document that takes long to come', () => {
  const greeted = () => new World().on({ type: 'start' }).on({ type: 'heard' });

  test('SY31 is waited for once the server has greeted, and not called offline', () => {
    const world = greeted();
    expect(world.timers.get('attempt')).toBe(60_000);
    expect(world.timers.has('grace')).toBe(false);
    world.on({ type: 'heard' });
    expect(world.links).toEqual(['connecting']);
    world.on({ type: 'synced' });
    expect(world.links).toEqual(['connecting', 'connected']);
  });

  test('SY31 is not cut short by a hint', () => {
    expect(greeted().on({ type: 'hint' }).timers.get('attempt')).toBe(60_000);
  });

  test('SY31 takes back that the server was out of reach', () => {
    const world = new World().on({ type: 'start' }).due('grace').on({ type: 'heard' });
    expect(world.links).toEqual(['connecting', 'offline', 'connecting']);
    world.on({ type: 'closed', code: null });
    expect(world.timers.has('grace')).toBe(true);
    expect(world.due('grace').links.at(-1)).toBe('offline');
  });

  test('SY31 has the line to itself: the exchanges in its place wait', () => {
    const world = refused().due('retry').on({ type: 'heard' });
    expect([world.isExchanging, world.state.phase]).toEqual([false, 'greeted']);
    expect(world.on({ type: 'closed', code: null }).isExchanging).toBe(true);
    world.due('retry').on({ type: 'heard' }).on({ type: 'synced' });
    expect([world.isExchanging, world.state.http]).toEqual([false, null]);
  });

  test('SY31 does not come for ever', () => {
    const world = greeted().due('attempt');
    expect(world.done).toEqual(['connect', 'disconnect']);
    expect(world.state.phase).toBe('waiting');
  });
});

/** No socket gets through, and what has been asked is forgotten. */
function refused(): World {
  const world = new World().on({ type: 'start' });
  for (let attempt = 1; attempt < 3; attempt += 1) {
    world.on({ type: 'closed', code: null });
    expect(world.isExchanging).toBe(false);
    world.due('retry');
  }
  world.on({ type: 'closed', code: null });
  expect(world.asked).toEqual(['pull']);
  world.asked = [];
  return world;
}

describe('where no socket gets through', () => {
  test('SY21 asks over HTTP after three, and tries sockets now and then', () => {
    const world = refused();
    expect(world.isExchanging).toBe(true);
    expect(world.timers.has('retry')).toBe(true);
    expect(world.due('retry').on({ type: 'synced' }).isExchanging).toBe(false);
  });

  test('SY21 a socket that opens takes the question back that is held', () => {
    const world = refused().on({ type: 'exchanged', fault: null }).on({ type: 'pulled' });
    world.asked = [];
    world.due('retry').on({ type: 'synced' });
    expect(world.asked).toEqual(['take-back', 'pull', 'pull', 'send']);
    expect(world.state.http).toBeNull();
    expect(world.on({ type: 'pulled' }).asked).toHaveLength(4);
  });

  test('SY21 news are asked for at once, then the server holds the question', () => {
    const world = refused();
    expect(world.state.http).toMatchObject({ isHeld: false });
    world.on({ type: 'pulled' });
    expect(world.state.http).toMatchObject({ isHeld: true });
    expect(world.asked).toEqual(['pull']);
    // What was learned of the server makes what was said before it doubtful.
    world.on({ type: 'exchanged', fault: null });
    expect(world.state.http).toEqual({ isReached: true, isHeld: false });
  });

  test('SY21 is connected while the marks get through, whatever the socket does', () => {
    const world = refused().due('grace');
    expect(world.links.at(-1)).toBe('offline');
    world.on({ type: 'exchanged', fault: null });
    expect(world.links.at(-1)).toBe('connected');
    expect(world.asked).toEqual(['pull', 'send']);
    world.due('retry').due('attempt');
    expect(world.links.at(-1)).toBe('connected');
    world.on({ type: 'exchanged', fault: 'unreachable' });
    expect(world.links.at(-1)).toBe('offline');
  });

  test('an exchange that goes as the one before is not told of', () => {
    const world = refused().on({ type: 'exchanged', fault: 'unreachable' });
    const { length } = world.links;
    expect(world.on({ type: 'exchanged', fault: 'server' }).links).toHaveLength(length);
  });

  test('an exchange that ends after a socket has opened changes nothing', () => {
    const world = refused().due('retry').on({ type: 'synced' });
    const { state } = world;
    expect(world.on({ type: 'exchanged', fault: 'unreachable' }).state).toBe(state);
  });

  test('a hint asks for everything at once', () => {
    expect(refused().on({ type: 'hint' }).asked).toEqual(['exchange', 'pull', 'send']);
    expect(new World().on({ type: 'start' }).on({ type: 'hint' }).asked).toEqual(['pull', 'send']);
  });

  test('SY33 losing a socket that has lasted is no sign of it', () => {
    const world = new World().on({ type: 'start' });
    for (let times = 0; times < 5; times += 1) {
      world.on({ type: 'synced' }).due('steady').on({ type: 'heard' });
      world.on({ type: 'closed', code: null });
      expect(world.isExchanging).toBe(false);
      world.due('retry');
    }
  });

  test('stops it where going on is pointless', () => {
    const world = refused().on({ type: 'exchanged', fault: 'unauthenticated' });
    expect([world.isExchanging, world.links.at(-1), world.timers.size]).toEqual([
      false,
      'sign-in',
      0,
    ]);
  });
});

/** Each socket opens, and dies before it has lasted. */
function shortLived(sockets: number): World {
  const world = new World().on({ type: 'start' });
  for (let times = 0; times < sockets; times += 1) {
    if (times > 0) world.due('retry');
    world.on({ type: 'heard' }).on({ type: 'synced' }).on({ type: 'closed', code: 1006 });
  }
  return world;
}

describe('where sockets die young', () => {
  test('SY33 asks over HTTP after three, and is connected all the while', () => {
    expect(shortLived(2).isExchanging).toBe(false);
    const world = shortLived(3);
    expect([world.isExchanging, world.links.at(-1)]).toEqual([true, 'connected']);
    expect(world.on({ type: 'exchanged', fault: null }).due('grace').links.at(-1)).toBe(
      'connected',
    );
  });

  test('SY33 one more that opens takes over, and hands back at once when it dies', () => {
    const world = shortLived(3).on({ type: 'exchanged', fault: null });
    world.due('retry').on({ type: 'heard' }).on({ type: 'synced' });
    expect(world.isExchanging).toBe(false);
    world.on({ type: 'closed', code: 1006 });
    expect([world.isExchanging, world.links.at(-1)]).toEqual([true, 'connected']);
  });

  test('SY33 says what the exchanges say, once they have been answered', () => {
    const world = shortLived(3).on({ type: 'exchanged', fault: 'unreachable' });
    expect(world.links.at(-1)).toBe('connecting');
    expect(world.due('grace').links.at(-1)).toBe('offline');
  });

  test('SY33 a hint tries a socket at once, and forgets nothing of those before', () => {
    const world = shortLived(3).on({ type: 'hint' });
    expect(world.state).toMatchObject({ phase: 'connecting', attempts: 0 });
    world.on({ type: 'heard' }).on({ type: 'synced' }).on({ type: 'closed', code: 1006 });
    expect(world.isExchanging).toBe(true);
  });

  test('SY33 one that falls silent counts as one that dies, and is not called connected', () => {
    const world = new World().on({ type: 'start' });
    for (let times = 0; times < 3; times += 1) {
      if (times > 0) world.due('retry');
      world.on({ type: 'synced' }).due('steady').due('quiet').due('probe');
    }
    expect([world.isExchanging, world.links.at(-1)]).toEqual([true, 'connecting']);
  });

  test('SY33 the first that lasts, by a word of the server after a while, clears those before', () => {
    const world = shortLived(3).due('retry').on({ type: 'heard' }).on({ type: 'synced' });
    expect(world.on({ type: 'heard' }).state.unproven).toBe(3);
    expect(world.due('steady').state.unproven).toBe(3);
    expect(world.on({ type: 'heard' }).state).toMatchObject({ unproven: 0, attempts: 0 });
    expect(world.on({ type: 'closed', code: 1006 }).isExchanging).toBe(false);
  });
});

describe('what a request met', () => {
  test.each([
    ['unauthenticated', 'sign-in'],
    ['wrong-account', 'stopped'],
  ] as const)('%s rests until a hint', (kind, link) => {
    const world = opened().on({ type: 'fault', kind });
    expect([world.state.phase, world.links.at(-1)]).toEqual(['resting', link]);
    expect(world.done).toEqual(['connect', 'disconnect']);
    expect(world.on({ type: 'hint' }).state.phase).toBe('connecting');
  });

  test.each(['unreachable', 'conflict', 'server', 'failed', 'rejected'] as const)(
    '%s is left to whoever asked',
    (kind) => {
      const world = opened();
      const { state } = world;
      expect(world.on({ type: 'fault', kind }).state).toBe(state);
    },
  );

  test('MK20 a wrong clock begins the document anew, and counts what failed before', () => {
    const world = lost().due('retry').on({ type: 'heard' });
    expect(world.on({ type: 'wrong-clock' }).state).toMatchObject({
      phase: 'changing',
      attempts: 1,
    });
    expect(world.done.at(-1)).toBe('drop-document');
    expect(world.on({ type: 'wrong-clock' }).done).toHaveLength(world.done.length);
    expect(world.on({ type: 'start' }).state).toMatchObject({ phase: 'connecting', attempts: 1 });
    expect(world.on({ type: 'closed', code: closeCodes.wrongClock }).state.attempts).toBe(2);
  });

  test('MK20 a wrong clock is left alone while nothing is sent', () => {
    const world = opened().on({ type: 'closed', code: closeCodes.notYours });
    const { state } = world;
    expect(world.on({ type: 'wrong-clock' }).state).toBe(state);
  });

  test('the first answer after some silence counts as a hint, once', () => {
    const world = lost().on({ type: 'unanswered', at: 0 }).on({ type: 'unanswered', at: 1_000 });
    world.asked = [];
    world.on({ type: 'answered', at: 2_000 });
    expect(world.asked).toEqual(['pull', 'send']);
    expect(world.state.phase).toBe('connecting');
    expect(world.on({ type: 'answered', at: 9_000 }).asked).toHaveLength(2);
  });

  test('one way that fails while the others work is not taken for a return', () => {
    const world = lost();
    world.asked = [];
    for (let at = 0; at < 10_000; at += 1_000) {
      world.on({ type: 'unanswered', at }).on({ type: 'answered', at: at + 500 });
    }
    expect(world.asked).toEqual([]);
  });
});

describe('another document on the server', () => {
  test.each([
    ['says the socket', { type: 'closed', code: closeCodes.otherGeneration }],
    ['says an answer', { type: 'fault', kind: 'other-generation' }],
    ['says an exchange', { type: 'exchanged', fault: 'other-generation' }],
  ] as const)('SY24 %s: begins anew, and what the old one does is nothing', (_, event) => {
    const world = opened().on(event);
    expect(world.done).toEqual(['connect', 'drop-document']);
    expect(world.timers.size).toBe(0);
    world
      .on(event)
      .on({ type: 'hint' })
      .on({ type: 'closed', code: null })
      .on({ type: 'fault', kind: 'unauthenticated' });
    expect(world.done).toEqual(['connect', 'drop-document']);
    world.on({ type: 'start' });
    expect(world.done).toEqual(['connect', 'drop-document', 'connect']);
  });

  test('SY24 over HTTP too: sockets are tried first again', () => {
    const world = refused().on({ type: 'exchanged', fault: 'other-generation' });
    expect(world.isExchanging).toBe(false);
    expect(world.on({ type: 'start' }).state).toMatchObject({ attempts: 0, http: null });
  });
});

describe('when the socket is lost', () => {
  test('a short gap is never called offline', () => {
    const world = lost().due('retry').on({ type: 'synced' });
    expect(world.links).toEqual(['connecting', 'connected', 'connecting', 'connected']);
    expect(world.timers.has('grace')).toBe(false);
  });

  test('a long one is, once', () => {
    const world = lost().due('grace').due('retry').due('attempt').due('retry');
    expect(world.links.slice(2)).toEqual(['connecting', 'offline']);
  });

  test('tries again later and later, at most half a minute apart', () => {
    const world = lost();
    const waits: number[] = [];
    for (let round = 0; round < 12; round += 1) {
      waits.push(world.timers.get('retry') ?? 0);
      world.due('retry').on({ type: 'closed', code: 1006 });
    }
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
    expect(Math.max(...waits)).toBeLessThanOrEqual(30_000);
    expect(waits.at(-1)).toBeGreaterThan(15_000);
  });

  test('a server that throws us out right after the start is not hammered', () => {
    const world = opened();
    for (let round = 0; round < 6; round += 1) {
      world.on({ type: 'closed', code: closeCodes.badUpdate }).due('retry').on({ type: 'synced' });
    }
    expect(world.state.attempts).toBe(6);
    world.due('steady').on({ type: 'heard' });
    expect(world.state.attempts).toBe(0);
  });
});

describe('a hint', () => {
  test('connects at once where it waits', () => {
    const world = lost().on({ type: 'hint' });
    expect(world.done).toEqual(['connect', 'connect']);
    expect(world.timers.has('retry')).toBe(false);
    expect(world.state.attempts).toBe(0);
  });

  test('probes an open socket, which is given up when it stays silent', () => {
    const world = opened().on({ type: 'hint' }).on({ type: 'hint' });
    expect(world.done).toEqual(['connect', 'probe']);
    world.due('probe');
    expect(world.done).toEqual(['connect', 'probe', 'disconnect']);
    expect(world.state.phase).toBe('waiting');
  });

  test('any frame answers the probe', () => {
    const world = opened().on({ type: 'hint' }).on({ type: 'heard' });
    expect(world.timers.has('probe')).toBe(false);
    expect(world.timers.get('quiet')).toBe(20_000);
  });

  test('leaves an attempt no longer than a probe', () => {
    const world = new World().on({ type: 'start' }).on({ type: 'hint' });
    expect(world.timers.get('attempt')).toBe(2_000);
  });

  test('tries again after a sign-in', () => {
    const world = opened().on({ type: 'closed', code: closeCodes.signIn });
    expect([world.state.phase, world.links.at(-1), world.timers.size]).toEqual([
      'resting',
      'sign-in',
      0,
    ]);
    world.on({ type: 'hint' }).on({ type: 'synced' });
    expect(world.links.at(-1)).toBe('connected');
  });
});

test('a silent socket is probed', () => {
  const world = opened().due('quiet');
  expect(world.done).toEqual(['connect', 'probe']);
});

test.each([
  [closeCodes.notYours, 'stopped', []],
  [closeCodes.reload, 'offline', ['need-reload']],
] as const)('close code %i rests', (code, link, done) => {
  const world = opened().on({ type: 'closed', code });
  expect(world.state).toEqual({ ...restingConnection, link });
  expect(world.links.at(-1)).toBe(link);
  expect(world.done.slice(1)).toEqual(done);
  expect(world.timers.size).toBe(0);
});

test('whatever happens, something goes on or it rests', () => {
  const event = fc.oneof(
    fc.constantFrom<ConnectionEvent>(
      { type: 'start' },
      { type: 'hint' },
      { type: 'synced' },
      { type: 'heard' },
      { type: 'wrong-clock' },
      { type: 'closed', code: null },
      { type: 'fault', kind: 'unauthenticated' },
      { type: 'fault', kind: 'other-generation' },
      { type: 'exchanged', fault: null },
      { type: 'exchanged', fault: 'unreachable' },
      { type: 'pulled' },
      { type: 'unanswered', at: 0 },
      { type: 'answered', at: 2_000 },
    ),
    fc
      .constantFrom(1006, 1012, ...Object.values(closeCodes))
      .map((code): ConnectionEvent => ({ type: 'closed', code })),
    fc.constant('due' as const),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(event, fc.nat({ max: 5 })), { maxLength: 40 }), (events) => {
      const world = new World();
      for (const [next, pick] of events) {
        const running = [...world.timers.keys()];
        const timer = running[pick % Math.max(running.length, 1)];
        if (next !== 'due') world.on(next);
        else if (timer) world.due(timer);
        const needs = {
          resting: null,
          connecting: 'attempt',
          greeted: 'attempt',
          open: null,
          waiting: 'retry',
          changing: null,
        } as const;
        const needed = needs[world.state.phase];
        if (needed) expect([...world.timers.keys()]).toContain(needed);
        const { phase, isProbing } = world.state;
        if (phase === 'open') {
          expect(world.timers.has('quiet') || isProbing).toBe(true);
          expect(world.links.at(-1)).toBe('connected');
        }
        if (isProbing) expect(world.timers.has('probe')).toBe(true);
        const { http, link, unproven } = world.state;
        // Neither hints nor sockets that open for a moment leave a device without a way.
        const isTrying = phase === 'waiting' || phase === 'connecting';
        if (isTrying && unproven >= 3) expect(http).not.toBeNull();
        if (http) expect(['connecting', 'greeted', 'waiting']).toContain(phase);
        expect(world.isExchanging).toBe(http !== null && phase !== 'greeted');
        if (http?.isReached) expect(world.links.at(-1)).toBe('connected');
        if (phase === 'resting' || phase === 'changing') expect(world.timers.size).toBe(0);
        else if (phase !== 'open' && phase !== 'greeted') {
          expect(world.timers.has('grace') || link === 'offline').toBe(true);
        }
      }
    }),
  );
});
