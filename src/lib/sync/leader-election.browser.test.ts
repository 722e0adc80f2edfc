import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { uuid7 } from '#shared/base/ids.ts';
import { createLeadership, type Leadership } from './leader-election.ts';
import { day, second } from '#shared/base/time.ts';
import { silenceMs, type Beat } from './link-status.ts';

let userId: string;
const tabs: Leadership[] = [];
beforeEach(() => {
  userId = uuid7(Date.now());
});
afterEach(async () => {
  await Promise.all(tabs.splice(0).map((tab) => tab.dispose()));
});

/** A tab of the browser, with what it does and hears. */
function openTab(name: string, log: string[], options: { readonly isVisible?: boolean } = {}) {
  const heard: Beat[] = [];
  const begin = vi.fn((onBeat: (beat: Beat) => void) => {
    log.push(`${name} begins`);
    onBeat({ link: 'connected', isCurrent: true });
    return Promise.resolve({
      hint: () => log.push(`${name} is hinted`),
      dispose: () => {
        log.push(`${name} ends`);
        return Promise.resolve();
      },
    });
  });
  const report = vi.fn();
  const tab = createLeadership({
    userId,
    begin,
    onBeat: (beat) => heard.push(beat),
    isVisible: () => options.isVisible ?? true,
    onHint: () => () => undefined,
    report,
  });
  tabs.push(tab);
  return { ...tab, heard, begin, report };
}

test('one tab leads; the next one takes over when it goes', async () => {
  const log: string[] = [];
  const first = openTab('first', log);
  await expect.poll(() => log).toEqual(['first begins']);
  openTab('second', log);
  await expect.poll(() => first.heard.length).toBeGreaterThan(1);
  expect(log).toEqual(['first begins']);
  await first.dispose();
  await expect.poll(() => log).toEqual(['first begins', 'first ends', 'second begins']);
});

test('the others hear what the leader says, and their hints reach it', async () => {
  const log: string[] = [];
  openTab('first', log);
  await expect.poll(() => log).toEqual(['first begins']);
  const second = openTab('second', log);
  await expect
    .poll(() => second.heard.at(-1))
    .toEqual({
      link: 'connected',
      isCurrent: true,
    });
  second.hint();
  await expect.poll(() => log).toContain('first is hinted');
});

test('SY22 a visible tab takes the lead from one that says nothing; a hidden one waits', async () => {
  const log: string[] = [];
  // A frozen leader: it holds the lock, and no beat of it is heard.
  const lock = `leader-${userId}`;
  const frozen = navigator.locks.request(lock, () => new Promise<never>(() => undefined));
  const stolen = expect(frozen).rejects.toThrow();
  openTab('hidden', log, { isVisible: false });
  openTab('visible', log);
  await expect.poll(() => log).toEqual(['visible begins']);
  await stolen;
});

describe('TI7 the silence of a leader', () => {
  beforeEach(() => {
    vi.useFakeTimers({
      toFake: ['Date', 'performance', 'setInterval', 'clearInterval'],
      now: Date.UTC(2026, 10, 24),
    });
  });
  afterEach(() => void vi.useRealTimers());

  test('is none where the clock jumps ahead', async () => {
    const log: string[] = [];
    openTab('first', log);
    await expect.poll(() => log).toEqual(['first begins']);
    const other = openTab('second', log);
    vi.setSystemTime(Date.now() + 31 * day);
    vi.advanceTimersByTime(second);
    other.hint();
    await expect.poll(() => log).toContain('first is hinted');
    const { pending } = await navigator.locks.query();
    expect(pending?.map(({ name }) => name)).toContain(`leader-${userId}`);
    expect(log).toEqual(['first begins', 'first is hinted']);
  });

  test('ends though the clock is set back', async () => {
    const log: string[] = [];
    const frozen = navigator.locks.request(
      `leader-${userId}`,
      () => new Promise<never>(() => undefined),
    );
    const stolen = expect(frozen).rejects.toThrow();
    openTab('visible', log);
    vi.setSystemTime(Date.now() - 730 * day);
    vi.advanceTimersByTime(silenceMs + 2 * second);
    await expect.poll(() => log).toEqual(['visible begins']);
    await stolen;
  });
});

test('a leader whose lock was taken ends', async () => {
  const log: string[] = [];
  openTab('first', log);
  await expect.poll(() => log).toEqual(['first begins']);
  await navigator.locks.request(`leader-${userId}`, { steal: true }, () => Promise.resolve());
  await expect.poll(() => log).toEqual(['first begins', 'first ends', 'first begins']);
});

test('a leader that cannot begin is told of, and lets others try', async () => {
  const log: string[] = [];
  const report = vi.fn();
  const failing = createLeadership({
    userId,
    begin: () => Promise.reject(new Error('a part does not load')),
    onBeat: () => undefined,
    isVisible: () => true,
    onHint: () => () => undefined,
    report,
  });
  tabs.push(failing);
  await expect.poll(() => report.mock.calls.length).toBe(1);
  const third = openTab('third', log);
  await expect.poll(() => third.begin.mock.calls.length).toBe(1);
});
