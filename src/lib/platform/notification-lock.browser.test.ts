import { expect, test } from 'vitest';
import { atTray } from './notification-lock.ts';

test('WK1 one at a time', async () => {
  const said: string[] = [];
  let end = () => {};
  const first = atTray(async () => {
    said.push('first begins');
    await new Promise<void>((resolve) => (end = resolve));
    said.push('first ends');
  });
  await expect.poll(() => said).toEqual(['first begins']);
  const next = atTray(() => Promise.resolve(said.push('next')));
  end();
  await Promise.all([first, next]);
  expect(said).toEqual(['first begins', 'first ends', 'next']);
});

test('WK1 who waits too long goes on without; who fails does not begin again', async () => {
  let end = () => {};
  const frozen = atTray(() => new Promise<void>((resolve) => (end = resolve)));
  expect(await atTray(() => Promise.resolve('shown'))).toBe('shown');
  end();
  await frozen;
  let times = 0;
  const failing = atTray(() => Promise.reject(new Error(`failed ${(times += 1)}`)));
  await expect(failing).rejects.toThrow('failed 1');
});
