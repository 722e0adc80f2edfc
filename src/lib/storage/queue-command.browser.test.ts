import { afterEach, expect, test } from 'vitest';
import { openActsDatabase } from './acts-database.ts';
import { live } from './live.ts';
import { uuid7 } from '#shared/base/ids.ts';
import { outboxRow, queueCommand } from './queue-command.ts';

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
  const acts = openActsDatabase(uuid7(Date.now()), () => uuid7(Date.now()));
  await acts.open();
  const stop = live(
    () => acts.outbox.where('state').equals('waiting').toArray(),
    (error) => seen.push(String(error)),
  ).subscribe((rows) => seen.push(`${rows.length} shown`));
  await expect.poll(() => seen.at(-1)).toBe('0 shown');
  seen.length = 0;
  const args = { trackId: uuid7(1), title: 'Low Tide' };
  await queueCommand(acts, outboxRow({ name: 'track.rename.v1', args }, 1));
  await expect.poll(() => seen.at(-1)).toBe('1 shown');
  expect(seen).toEqual(['kept', '1 shown']);
  stop();
  await acts.delete();
});
