import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { closeCodes } from '#shared/workspace/refusals.ts';
import {
  restingConnection,
  stepConnection,
  type Connection,
  type ConnectionCommand,
  type ConnectionEvent,
  type TimerName,
} from './connection.ts';
import type { Link } from './link.ts';

/** The machine with a driver that only remembers: timers, what was told, what was done. */
class World {
  state: Connection = restingConnection;
  readonly timers = new Map<TimerName, number>();
  readonly links: Link[] = [];
  done: string[] = [];
  isFallenBack = false;

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
    else if (command.do === 'fall-back') this.isFallenBack = true;
    else if (command.do === 'recover') this.isFallenBack = false;
    else if (command.do !== 'timer') this.done.push(command.do);
    else if (command.ms === null) this.timers.delete(command.timer);
    else this.timers.set(command.timer, command.ms);
  }
}

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

describe('where no socket gets through', () => {
  const refused = () => {
    const world = new World().on({ type: 'start' });
    for (let attempt = 1; attempt < 3; attempt += 1) {
      world.on({ type: 'closed', code: null });
      expect(world.isFallenBack).toBe(false);
      world.due('retry');
    }
    return world.on({ type: 'closed', code: null });
  };

  test('SY21 tries another way after three, and sockets now and then', () => {
    const world = refused();
    expect(world.isFallenBack).toBe(true);
    expect(world.timers.has('retry')).toBe(true);
    expect(world.due('retry').on({ type: 'synced' }).isFallenBack).toBe(false);
  });

  test('losing a socket that was open is no sign of it', () => {
    const world = new World().on({ type: 'start' });
    for (let times = 0; times < 5; times += 1) {
      world.on({ type: 'synced' }).on({ type: 'closed', code: null });
      expect(world.isFallenBack).toBe(false);
      world.due('retry');
    }
  });

  test('stops it where going on is pointless', () => {
    expect(refused().on({ type: 'stop', link: 'sign-in' }).isFallenBack).toBe(false);
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
    world.due('steady');
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
  [closeCodes.otherGeneration, 'connected', ['drop-document']],
  [closeCodes.reload, 'offline', ['need-reload']],
] as const)('close code %i rests', (code, link, done) => {
  const world = opened().on({ type: 'closed', code });
  expect(world.state).toEqual(restingConnection);
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
      { type: 'closed', code: null },
      { type: 'stop', link: 'sign-in' },
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
          open: null,
          waiting: 'retry',
        } as const;
        const needed = needs[world.state.phase];
        if (needed) expect([...world.timers.keys()]).toContain(needed);
        const { phase, isProbing } = world.state;
        if (phase === 'open') {
          expect(world.timers.has('quiet') || isProbing).toBe(true);
          expect(world.links.at(-1)).toBe('connected');
        }
        if (isProbing) expect(world.timers.has('probe')).toBe(true);
        if (phase === 'resting') expect(world.timers.size).toBe(0);
        else if (phase !== 'open') {
          expect(world.timers.has('grace') || world.links.at(-1) === 'offline').toBe(true);
        }
      }
    }),
  );
});
