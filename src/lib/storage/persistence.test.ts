import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { askToKeep, keepQuietly, readStorage, type BrowserStorage } from './persistence.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const never = () => new Promise<never>(() => {});
type Answer = 'yes' | 'no' | 'never';

/** A browser that answers so, and counts how often it is asked. */
function browserThat(answers: Answer, permission: PermissionState | 'unknown' = 'prompt') {
  let asked = 0;
  let isKept = false;
  const storage: NonNullable<BrowserStorage['storage']> = {
    estimate: async () => ({ usage: 10, quota: 100 }),
    persisted: async () => isKept,
    persist: () => {
      asked += 1;
      isKept = answers === 'yes';
      return answers === 'never' ? never() : Promise.resolve(isKept);
    },
  };
  const query = async () => {
    if (permission === 'unknown') throw new TypeError('no such permission');
    return { state: permission } as never;
  };
  return { browser: { storage, permissions: { query } }, asked: () => asked };
}

describe('what the browser promises of this device’s storage', () => {
  it.each([
    ['Firefox, which would ask them', 'never', 'prompt', false, 0],
    ['Firefox, where they had allowed it', 'yes', 'granted', false, 1],
    ['Chromium, which decides by itself', 'no', 'prompt', true, 1],
    ['Safari, which knows no such permission', 'yes', 'unknown', true, 1],
    ['a browser nobody knows', 'yes', 'unknown', false, 0],
  ] as const)(
    'IN10 is asked for unasked in no browser that asks the person: %s',
    async (_, answers, permission, asksNobody, times) => {
      const { browser, asked } = browserThat(answers, permission);
      await keepQuietly(browser, asksNobody);
      expect(asked()).toBe(times);
    },
  );

  it('IN10 is not asked for again where it is kept already, or cannot be', async () => {
    const { browser, asked } = browserThat('yes');
    await askToKeep(browser);
    await keepQuietly(browser, true);
    expect(asked()).toBe(1);
    await keepQuietly({}, true);
    expect(await askToKeep({})).toEqual({ isKept: null, usedBytes: null, mostBytes: null });
  });

  it('IN10 is waited for no longer than somebody takes to answer', async () => {
    const asking = askToKeep(browserThat('never').browser);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await asking).toBeNull();
    expect(await askToKeep(browserThat('no').browser)).toMatchObject({ isKept: false });
    expect(await askToKeep(browserThat('yes').browser)).toMatchObject({ isKept: true });
  });

  it('IN10 is read of browsers that answer nothing, or refuse', async () => {
    const nothing = { isKept: null, usedBytes: null, mostBytes: null };
    const silent = { storage: { estimate: never, persisted: never, persist: never } };
    const reading = readStorage(silent);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await reading).toEqual(nothing);
    const refuse = () => Promise.reject(new TypeError('opaque origin'));
    const storage = { estimate: refuse, persisted: refuse, persist: refuse };
    expect(await readStorage({ storage })).toEqual(nothing);
    expect(await askToKeep({ storage })).toEqual(nothing);
  });
});
