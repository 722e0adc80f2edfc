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

test('CM30 words sent anew take the place of those that were refused, and of nothing else', async () => {
  const device = await openTestDevice();
  const sender = createCommandSender(device);
  const trackId = uuid7(1);
  const notes = (text: string) =>
    ({ name: 'track.setNotes.v1', args: { trackId, notes: text } }) as const;
  await sender.send(notes('Capo 2'), 3);
  const [first] = await device.acts.outbox.toArray();
  await sender.send(notes('Capo 3'), 4, first?.id);
  expect(await device.acts.outbox.count()).toBe(2);
  await device.acts.outbox.update(first?.order ?? 0, {
    state: 'refused',
    code: 'version-mismatch',
  });
  await sender.retry(first?.id ?? '');
  const again = await device.acts.outbox.toCollection().last();
  expect(again).toMatchObject({ command: notes('Capo 2'), ifVersion: 3, state: 'waiting' });
  await device.acts.outbox.update(again?.order ?? 0, {
    state: 'refused',
    code: 'version-mismatch',
  });
  await sender.send(notes('Capo 4'), 5, again?.id);
  const left = await device.acts.outbox.toArray();
  expect(left.map(({ command, ifVersion }) => [command, ifVersion])).toEqual([
    [notes('Capo 3'), 4],
    [notes('Capo 4'), 5],
  ]);
  await device.dispose();
});
