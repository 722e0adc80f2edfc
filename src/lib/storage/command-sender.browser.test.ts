import { afterEach, expect, test } from 'vitest';
import { uuid7 } from '#shared/base/ids.ts';
import { openTestDevice } from '../../../tests/support/device.ts';
import { createCommandSender } from './command-sender.ts';
import { live } from './live-query.ts';

const { transaction: begin } = IDBDatabase.prototype;
afterEach(() => {
  IDBDatabase.prototype.transaction = begin;
});

test('CM21 a command is shown once it is on the disk, not before', async () => {
  const seen: string[] = [];
  IDBDatabase.prototype.transaction = function (...stores) {
    const transaction = begin.apply(this, stores);
    transaction.addEventListener('complete', () => {
      if (transaction.mode === 'readwrite') seen.push('kept');
    });
    return transaction;
  };
  const device = await openTestDevice();
  const stop = live(
    () => device.acts.outbox.where('state').equals('waiting').toArray(),
    (error) => seen.push(String(error)),
  ).subscribe((rows) => seen.push(`${rows.length} shown`));
  await expect.poll(() => seen.at(-1)).toBe('0 shown');
  seen.length = 0;
  const args = { trackId: uuid7(1), title: 'Low Tide' };
  await createCommandSender(device).send({ name: 'track.rename.v1', args });
  await expect.poll(() => seen.at(-1)).toBe('1 shown');
  expect(seen).toEqual(['kept', '1 shown']);
  stop();
  await device.dispose();
});
