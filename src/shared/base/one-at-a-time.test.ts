import { expect, it } from 'vitest';
import { oneAtATime } from './one-at-a-time.ts';

it('CM29 what is under way is not begun again, and what has ended may be', async () => {
  const said: string[] = [];
  let end = (): void => undefined;
  const send = oneAtATime(async (text: string) => {
    said.push(text);
    await new Promise<void>((resolve) => (end = resolve));
  });
  const first = send('once');
  await send('twice');
  expect(said).toEqual(['once']);
  end();
  await first;
  void send('again');
  expect(said).toEqual(['once', 'again']);
});

it('CM29 what failed may be tried again', async () => {
  let times = 0;
  const send = oneAtATime(() => Promise.reject(new Error(`failed ${(times += 1)}`)));
  await expect(send()).rejects.toThrow('failed 1');
  await expect(send()).rejects.toThrow('failed 2');
});
