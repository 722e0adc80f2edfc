/** This file tests what the demo shows, at any time it may be made. */
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { kinds } from '#shared/notifications/kinds.ts';
import type { NotificationRecord } from '#shared/notifications/record.ts';
import { currentVersion } from '#shared/workspace/files.ts';
import { standingOn, threadsOf } from '#shared/workspace/moments.ts';
import { spanTime } from '#shared/words/sound-time.ts';
import { wordsOf } from '#shared/words/notification.ts';
import { deviceOf, feedOf } from '../../tests/support/feed-of.ts';
import { openTestWorkspace } from '../../tests/support/workspace.ts';
import { createWorkspaceService } from '../domain/create-workspace-service.ts';
import { isUnread } from '../domain/is-unread.ts';
import { createNews } from '../domain/news.ts';
import { createFiles } from '../files/create-files.ts';
import { rulesOfWorkspace } from '../files/rules-of-workspace.ts';
import { createMarksStoreSqlite } from '../storage/sql/marks-store-sqlite.ts';
import { createWorkspaceStore } from '../storage/sql/workspace-store-sql.ts';
import { makeDemo } from './make-demo.ts';
import { demoPeople } from './people.ts';

const here = { locale: 'en-GB', timeZone: 'Europe/Berlin' };

async function demoAt(now: number) {
  const world = await openTestWorkspace();
  world.clock.pass(now - world.clock.now());
  const { clock, database } = world;
  const marksStore = createMarksStoreSqlite(database);
  const store = createWorkspaceStore(database.db, marksStore.unflushed);
  const dataDir = await mkdtemp(join(tmpdir(), 'feed-demo-'));
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
    createWorkspace: (at) => createWorkspaceService({ store, clock: at, news, report }),
    createFiles: (workspace) =>
      createFiles({
        dataDir,
        rules: rulesOfWorkspace(workspace),
        clock,
        bytesMost: 2 ** 31,
        reserveBytes: 0,
        report,
      }),
    marksStore,
    now,
  });
  const of = (who: keyof typeof demoPeople) => {
    const { name, email } = demoPeople[who];
    return world.device({ userId: idsByName.get(name) ?? '', name, email });
  };
  return {
    world,
    of,
    dataDir,
    /** What a row of somebody's says, and whether they have read it. */
    async told(who: keyof typeof demoPeople, record: NotificationRecord) {
      const { userId } = of(who).actor;
      const marks = await store.read((tx) => tx.marksOf(userId));
      const { title, message } = wordsOf(record, now, here);
      const said = title.map(({ text }) => text).join('');
      return { said, message, isUnread: isUnread(marks, record) };
    },
    async close() {
      await world.close();
      await rm(dataDir, { recursive: true });
    },
  };
}

it.each([
  ['midnight', Date.UTC(2026, 10, 23, 23, 5)],
  ['dawn', Date.UTC(2026, 10, 24, 3)],
  ['noon', Date.UTC(2026, 10, 24, 11)],
  ['the last minute of a day', Date.UTC(2026, 10, 24, 22, 59)],
  ['the night before clocks change', Date.UTC(2027, 2, 27, 22, 30)],
])('NT8 NT9 a demo made at %s shows every category, and something to answer', async (_, now) => {
  const { world, of, close } = await demoAt(now);
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
    await close();
  }
});

it('FI12 FI20 NT30 a demo has sounds, came by as any do, which the bell tells of', async () => {
  const { world, of, dataDir, told, close } = await demoAt(Date.UTC(2026, 10, 24, 11));
  try {
    const { rows } = await deviceOf(world, of('ben'));
    const files = [...rows.file.values()].map(({ body }) => body);
    const versions = files.flatMap((file) =>
      file.versions.map(({ number, addedByName, note, sound }) => {
        const { format, bitsPerSample, channels, fault } = sound ?? {};
        return [file.name, number, addedByName, note, format, bitsPerSample, channels, fault];
      }),
    );
    expect(versions.toSorted()).toEqual([
      ['Bass take 2.wav', 1, 'Ben Okafor', 'Leans back a little more', 'riff', 24, 1, null],
      ['Kick.wav', 1, 'Chloe Wu', '', 'riff', 24, 1, null],
      ['Pad.wav', 1, 'Chloe Wu', '', 'riff', 24, 2, null],
      ['Rough bounce.wav', 1, 'Chloe Wu', 'First rough bounce', 'riff', 16, 2, null],
      [
        'Rough bounce.wav',
        2,
        'Chloe Wu',
        'Kick up 2 dB · listen to the drop at 0:08',
        'riff',
        16,
        2,
        null,
      ],
    ]);
    const hashes = files.flatMap((file) => file.versions.map(({ sha256 }) => sha256));
    expect(new Set(hashes).size).toBe(5);
    for (const sha256 of hashes) {
      const path = join(sha256.slice(0, 2), sha256);
      expect(existsSync(join(dataDir, 'files', path))).toBe(true);
      expect(existsSync(join(dataDir, 'waveforms', `${path}.json`))).toBe(true);
    }
    expect(await readdir(join(dataDir, 'uploads'))).toEqual([]);

    const feed = await feedOf(world, of('ben'));
    const ofSounds = feed.filter(({ kind }) => kind === 'file.shared' || kind === 'comment.added');
    const said = await Promise.all(ofSounds.map((record) => told('ben', record)));
    expect(said.slice(-2)).toEqual([
      {
        said: 'Chloe Wu shared v2 of Rough bounce.wav on Midnight Drive',
        message: 'Kick up 2 dB · listen to the drop at 0:08',
        isUnread: true,
      },
      {
        said: 'Ana Reyes commented at 0:08 on Midnight Drive v2',
        message: 'The pad will fight the vocal. Try it without? · Rough bounce.wav',
        isUnread: true,
      },
    ]);
    expect(world.faults).toEqual([]);
  } finally {
    await close();
  }
});

it('CM40 CM42 CM43 CM44 a demo has a thread of each sort along its bounce', async () => {
  const { world, of, close } = await demoAt(Date.UTC(2026, 10, 24, 11));
  try {
    const { rows } = await deviceOf(world, of('ben'));
    const bounce = [...rows.file.values()]
      .map(({ body }) => body)
      .find((file) => file.versions.length > 1);
    const threads = threadsOf([...rows.comment.values()].map(({ body }) => body));
    const along = (versionId: string | undefined) =>
      standingOn(versionId ?? '', threads, bounce ?? { versions: [] }).map(
        ({ thread: { first, replies, isOpen }, moment, isGhost }) => ({
          at: spanTime(moment),
          by: first.authorName,
          replies: replies.map(({ authorName }) => authorName),
          isOpen,
          isGhost,
        }),
      );
    const early = { at: '0:04–0:08', by: 'Ana Reyes', replies: [], isOpen: true };
    expect(along(bounce?.versions[0]?.id)).toEqual([
      { ...early, isGhost: false },
      { at: '0:08', by: 'Ben Okafor', replies: ['Chloe Wu'], isOpen: false, isGhost: false },
    ]);
    expect(along(bounce && currentVersion(bounce)?.id)).toEqual([
      { ...early, isGhost: true },
      { at: '0:08', by: 'Ana Reyes', replies: [], isOpen: true, isGhost: false },
    ]);
  } finally {
    await close();
  }
});
