import { Dexie } from 'dexie';
import { expect, test } from 'vitest';
import { uuid7 } from '#shared/base/ids.ts';
import { openUploadsDatabase } from './uploads-database.ts';
import { callOff } from './open-transactions.ts';

const opened = (userId: string) => openUploadsDatabase(userId, () => undefined);

test('IN17 a page that is left holds no database: what goes on is called off, and nothing begins', async () => {
  const userId = uuid7(Date.now());
  const db = opened(userId);
  await db.turn.put({ name: 'now', id: 'u', step: 'sending', sent: 0 });
  let isLeft = false;
  const begun = Promise.withResolvers<void>();
  const holding = db.transaction('rw', db.turn, async () => {
    await db.turn.clear();
    begun.resolve();
    // It would hold the database for as long as it asks.
    while (!isLeft) await db.turn.count();
  });
  const held = expect(holding).rejects.toThrow();
  await begun.promise;
  callOff();
  isLeft = true;
  await held;
  await expect(db.turn.clear()).rejects.toThrow();

  const another = new Dexie(db.name);
  await another.open();
  expect(await another.transaction('rw', 'turn', (tx) => tx.table('turn').count())).toBe(1);
  db.close();
  await another.delete();
});
