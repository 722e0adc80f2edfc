import { expect, test, vi } from 'vitest';
import { lazy } from '#shared/base/lazy.ts';

test('makes it once, however many ask', async () => {
  const make = vi.fn(() => Promise.resolve({}));
  const ask = lazy(make);
  expect(make).not.toHaveBeenCalled();
  const [a, b] = await Promise.all([ask(), ask()]);
  expect(a).toBe(b);
  expect(await ask()).toBe(a);
  expect(make).toHaveBeenCalledOnce();
});

test('tells a failure to everybody who asked, and tries again for the next', async () => {
  const make = vi.fn().mockRejectedValueOnce(new Error('no network')).mockResolvedValue(7);
  const ask = lazy(make);
  const [first, second] = [ask(), ask()];
  await expect(first).rejects.toThrow('no network');
  await expect(second).rejects.toThrow('no network');
  expect(await ask()).toBe(7);
  expect(make).toHaveBeenCalledTimes(2);
});
