import { expect, test } from 'vitest';
import { openSqlite } from './sql/sqlite-database.ts';
import { isStoreFault } from './store-fault.ts';
import { nextNight } from './watch-store.ts';

test('OP30 a database that may not be written is told apart from a statement that is wrong', async () => {
  const opened = openSqlite(':memory:');
  if (!opened.ok) throw new Error(opened.error);
  const { exclusive, close } = opened.value;
  await exclusive((sqlite) => sqlite.exec('create table kept (id); pragma query_only = 1'));
  const insert = () => exclusive((sqlite) => sqlite.exec('insert into kept values (1)'));
  await expect(insert()).rejects.toMatchObject({ kind: 'read-only' });
  expect(opened.value).toMatchObject({ turnedAway: 1, lastFault: { kind: 'read-only' } });
  const wrong = await exclusive((sqlite) => sqlite.exec('insert into lost values (1)')).catch(
    (error: unknown) => error,
  );
  expect(wrong).toBeInstanceOf(Error);
  expect(isStoreFault(wrong)).toBe(false);
  await close();
});

test('OP32 the database is checked at four in the morning, once a day', () => {
  const at = (day: number, hours: number) => new Date(2026, 10, day, hours);
  expect(nextNight(at(3, 3))).toBe(at(3, 4).getTime());
  expect(nextNight(at(3, 4))).toBe(at(4, 4).getTime());
  expect(nextNight(at(3, 23))).toBe(at(4, 4).getTime());
});
