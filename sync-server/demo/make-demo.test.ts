/** This file tests what the demo shows, at any time it may be made. */
import { expect, it } from 'vitest';
import { kinds } from '#shared/notifications/kinds.ts';
import { wordsOf } from '#shared/words/notification.ts';
import { deviceOf, feedOf } from '../../tests/support/feed-of.ts';
import { openTestWorkspace } from '../../tests/support/workspace.ts';
import { createNews } from '../domain/news.ts';
import { createWorkspaceService } from '../domain/create-workspace-service.ts';
import { createMarksStoreSqlite } from '../storage/sql/marks-store-sqlite.ts';
import { makeDemo } from './make-demo.ts';
import { demoPeople } from './people.ts';

const here = { locale: 'en-GB', timeZone: 'Europe/Berlin' };

async function demoAt(now: number) {
  const world = await openTestWorkspace();
  world.clock.pass(now - world.clock.now());
  const { store, database } = world;
  const report = (error: unknown) => world.faults.push(error);
  const news = createNews(report);
  const idsByName = new Map<string, string>();
  await makeDemo({
    async createAccount({ name, email }) {
      const id = `user-${idsByName.size}`;
      idsByName.set(name, id);
      await database.db.insertInto('user').values({ id, name, email }).execute();
      return { userId: id };
    },
    createWorkspace: (clock) => createWorkspaceService({ store, clock, news, report }),
    marksStore: createMarksStoreSqlite(database),
    now,
  });
  const of = (who: keyof typeof demoPeople) => {
    const { name, email } = demoPeople[who];
    return world.device({ userId: idsByName.get(name) ?? '', name, email });
  };
  return { world, of };
}

it.each([
  ['midnight', Date.UTC(2026, 10, 23, 23, 5)],
  ['dawn', Date.UTC(2026, 10, 24, 3)],
  ['noon', Date.UTC(2026, 10, 24, 11)],
  ['the last minute of a day', Date.UTC(2026, 10, 24, 22, 59)],
  ['the night before clocks change', Date.UTC(2027, 2, 27, 22, 30)],
])('NT8 NT9 a demo made at %s shows every category, and something to answer', async (_, now) => {
  const { world, of } = await demoAt(now);
  try {
    const feed = await feedOf(world, of('ana'));
    const shown = new Set(feed.map(({ kind }) => kinds[kind].category));
    expect(shown).toEqual(new Set(Object.values(kinds).map(({ category }) => category)));
    const said = (title: string) =>
      feed
        .filter(({ kind, track }) => kind.startsWith('deadline.') && track?.title === title)
        .map((record) => wordsOf(record, now, here).message);
    expect(said('Midnight Drive')).toEqual(['In 3 days']);
    expect(said('Paper Planes')).toEqual([
      expect.stringMatching(/^It was due .*, (\d+ (hours?|minutes?) ago|just now)$/u),
    ]);
    const folded = feed.filter(({ data }) => 'count' in data && (data.count ?? 1) > 1);
    expect(folded).not.toEqual([]);

    const [desk, own] = [await deviceOf(world, of('sam')), await deviceOf(world, of('ana'))];
    const tickets = [...desk.rows.ticket.values()].map(({ body }) => body);
    expect(new Set(tickets.map(({ subject }) => subject)).size).toBe(4);
    expect(tickets.filter(({ status }) => status === 'open')).toHaveLength(1);
    expect([...own.rows.ticket.values()].map(({ body }) => body.status)).toEqual(['answered']);
    expect(world.faults).toEqual([]);
  } finally {
    await world.close();
  }
});
