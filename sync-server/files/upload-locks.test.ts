import { expect, it } from 'vitest';
import { createUploadLocks } from './upload-locks.ts';

const nobody = () => undefined;

it('FI4 whoever comes next asks the one before to end, once, and goes on when that has ended', async () => {
  const locks = createUploadLocks();
  const { signal } = new AbortController();
  const steps: string[] = [];
  const first = locks.newLock('a');
  await first.lock(signal, () => void steps.push('first is asked'));
  const second = locks.newLock('a');
  const got = second.lock(signal, nobody).then(() => steps.push('second holds it'));
  await Promise.resolve();
  expect(steps).toEqual(['first is asked']);
  await locks.newLock('b').lock(signal, nobody);
  await first.unlock();
  await got;
  expect(steps).toEqual(['first is asked', 'second holds it']);
  await second.unlock();
  await locks.newLock('a').lock(signal, nobody);
});

it('FI4 whoever has gone waits no more', async () => {
  const locks = createUploadLocks();
  await locks.newLock('a').lock(new AbortController().signal, nobody);
  const gone = new AbortController();
  const waiting = locks.newLock('a').lock(gone.signal, nobody);
  gone.abort();
  await expect(waiting).rejects.toMatchObject({ status_code: 400 });
});
