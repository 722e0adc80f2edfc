/**
 * Every workspace store promises this: each adapter runs all of it. The host gives a store on an
 * empty database with accounts, and the same data opened again.
 */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { writeExcess } from '#shared/marks/doc.ts';
import { emptyMarks, type Marks } from '#shared/marks/marks.ts';
import type { NotificationRecord } from '#shared/notifications/record.ts';
import type { CommandOutcome } from '#shared/protocol/messages.ts';
import type { Reminder } from '#shared/workspace/entities.ts';
import { emptyWorkspace, type Workspace } from '#shared/workspace/slice.ts';
import type {
  LogEntry,
  WorkspaceStore,
  WorkspaceTransaction,
} from '../../sync-server/storage/workspace-store.ts';
import { arbitraryHistory, play } from '../support/workspace-history.ts';
import { at, personal, sample, told } from './workspace-samples.ts';

export interface WorkspaceStoreHost {
  readonly store: WorkspaceStore;
  addAccount(id: string, email: string): Promise<void>;
  /** One more update of a marks document. */
  addMarks(userId: string, seq: number, update: Uint8Array): Promise<void>;
  /** Closes and opens again; null where nothing outlives the process. */
  reopen(): Promise<WorkspaceStore> | null;
  dispose(): Promise<void>;
}

const kinds = [
  'tracks',
  'members',
  'invites',
  'comments',
  'reminders',
  'tickets',
  'preferences',
] as const;

const entry = (kind: LogEntry['kind'], id: string, trackId: string | null = null): LogEntry => ({
  kind,
  id,
  op: 'upsert',
  trackId,
});

const outcome = (id: string, more: Partial<CommandOutcome> = {}): CommandOutcome => ({
  id,
  status: 'done',
  epoch: 'e',
  seq: 1,
  ...more,
});

export function describeWorkspaceStore(
  name: string,
  open: () => Promise<WorkspaceStoreHost>,
): void {
  describe(`workspace store: ${name}`, () => {
    let host: WorkspaceStoreHost;
    let store: WorkspaceStore;
    const write = <T>(work: (tx: WorkspaceTransaction) => Promise<T>) => store.write(work);
    beforeEach(async () => {
      host = await open();
      store = host.store;
    });
    afterEach(() => host.dispose());

    test('CL2 heads are made once, advance together, and are read for many at once', async () => {
      await write((tx) => tx.createHead('ana', 'first'));
      await write((tx) => tx.createHead('ana', 'second'));
      expect(await write((tx) => tx.advanceHead('ana', 3, 1, 'x'))).toEqual({
        epoch: 'first',
        seq: 3,
        ordinal: 1,
      });
      expect(await write((tx) => tx.advanceHead('ben', 2, 0, 'new'))).toEqual({
        epoch: 'new',
        seq: 2,
        ordinal: 0,
      });
      const many = Array.from({ length: 1_203 }, (_, index) => `nobody-${index}`);
      const heads = await store.read((tx) => tx.heads([...many, 'ben', 'ana']));
      expect([...heads.keys()].sort()).toEqual(['ana', 'ben']);
      expect(await store.read((tx) => tx.heads([]))).toEqual(new Map());
    });

    test('CL8 a renewed head goes on above what was given and above the floor', async () => {
      await write((tx) => tx.advanceHead('ana', 9, 5, 'old'));
      await write((tx) => tx.renewHead('ana', 'new', 100));
      expect((await store.read((tx) => tx.heads(['ana']))).get('ana')).toEqual({
        epoch: 'new',
        seq: 9,
        ordinal: 100,
      });
      await write((tx) => tx.renewHead('ana', 'newer', 50));
      expect((await store.read((tx) => tx.heads(['ana']))).get('ana')?.ordinal).toBe(100);
    });

    test('CL1 the log keeps the newest row of an entity, in order, by person', async () => {
      await write((tx) =>
        tx.writeLog('ana', 1, [entry('track', 't1', 't1'), entry('invite', 'i1')]),
      );
      await write((tx) => tx.writeLog('ben', 1, [entry('track', 't1', 't1')]));
      await write((tx) => tx.writeLog('ana', 3, [{ ...entry('track', 't1', 't1'), op: 'gone' }]));
      const rows = await store.read((tx) => tx.readLog('ana', 0, 10));
      expect(rows).toEqual([
        { kind: 'invite', id: 'i1', op: 'upsert', trackId: null, seq: 2 },
        { kind: 'track', id: 't1', op: 'gone', trackId: 't1', seq: 3 },
      ]);
      expect(await store.read((tx) => tx.readLog('ana', 2, 10))).toHaveLength(1);
      expect(await store.read((tx) => tx.readLog('ana', 0, 1))).toHaveLength(1);
      expect(await store.read((tx) => tx.readLog('nobody', 0, 10))).toEqual([]);
      const counted = (userId: string, after: number) =>
        store.read((tx) => tx.countLog(userId, after));
      expect([await counted('ana', 0), await counted('ana', 2), await counted('ana', 3)]).toEqual([
        2, 1, 0,
      ]);
      expect(await counted('nobody', 0)).toBe(0);
    });

    test('CL6 dropping a track takes its rows of that person, and no other', async () => {
      const rows = [
        entry('track', 't1', 't1'),
        entry('comment', 'c1', 't1'),
        entry('track', 't2', 't2'),
        entry('invite', 'i1', null),
        { ...entry('track-gone', 't1'), op: 'gone' as const },
      ];
      await write((tx) => tx.writeLog('ana', 1, rows));
      await write((tx) => tx.writeLog('ben', 1, rows));
      await write((tx) => tx.dropLog('ana', 't1'));
      const left = await store.read((tx) => tx.readLog('ana', 0, 10));
      expect(left.map(({ kind, id }) => `${kind} ${id}`)).toEqual([
        'track t2',
        'invite i1',
        'track-gone t1',
      ]);
      expect(await store.read((tx) => tx.readLog('ben', 0, 10))).toHaveLength(5);
    });

    test('CL5 the log takes the rows of the largest track at once', async () => {
      const rows = Array.from({ length: 8_301 }, (_, index) => entry('comment', `c${index}`, 't1'));
      await write((tx) => tx.writeLog('ana', 1, rows));
      const last = await store.read((tx) => tx.readLog('ana', 8_299, 10));
      expect(last.map(({ id, seq }) => [id, seq])).toEqual([
        ['c8299', 8_300],
        ['c8300', 8_301],
      ]);
    });

    test('what is saved is what is loaded, track by track', async () => {
      await fc.assert(
        fc.asyncProperty(arbitraryHistory, arbitraryHistory, async (first, second) => {
          const rollback = new Error('next history');
          const check = write(async (tx) => {
            const one = play(first, at);
            const two = play([...first, ...second], at);
            await tx.saveSlice(emptyWorkspace, one, at);
            await tx.saveSlice(one, two, at);
            const ids = new Set([...one.tracks.keys(), ...two.tracks.keys()]);
            for (const id of ids) await expectTrack(tx, two, id);
            throw rollback;
          });
          await expect(check).rejects.toBe(rollback);
        }),
        { numRuns: 40 },
      );
    });

    async function expectTrack(tx: WorkspaceTransaction, whole: Workspace, id: string) {
      const slice = await tx.loadSlice({ by: 'track', id }, {});
      const of = <T extends { readonly trackId: string }>(map: ReadonlyMap<string, T>) =>
        new Map([...map].filter(([, { trackId }]) => trackId === id));
      expect(slice.members).toEqual(of(whole.members));
      expect(slice.invites).toEqual(of(whole.invites));
      expect(slice.tracks.has(id)).toBe(true);
      const track = whole.tracks.get(id);
      if (track) expect(slice.tracks.get(id)).toEqual(track);
      const comments = of(whole.comments);
      expect(await tx.countComments(id)).toBe(comments.size);
      expect(new Set(await tx.commentIds(id))).toEqual(new Set(comments.keys()));
      for (const [commentId, comment] of comments) {
        const by = await tx.loadSlice({ by: 'comment', id: commentId }, { commentId });
        expect(by.comments.get(commentId)).toEqual(comment);
        expect(comments).toEqual(new Map([...comments, ...by.comments]));
        expect([...by.tracks.keys()]).toEqual([id]);
      }
    }

    test('texts and absent values come back as they went', async () => {
      await write((tx) => tx.saveSlice(emptyWorkspace, sample, at));
      const slice = await store.read((tx) =>
        tx.loadSlice({ by: 'invite', id: 'i1' }, { commentId: 'c1' }),
      );
      for (const kind of kinds) expect(slice[kind]).toEqual(sample[kind]);
    });

    test('CM9 a slice shows that an id is taken, in whatever track', async () => {
      await write((tx) => tx.saveSlice(emptyWorkspace, sample, at));
      const slice = await store.read((tx) =>
        tx.loadSlice({ by: 'track', id: 't9' }, { inviteId: 'i1', commentId: 'c1' }),
      );
      expect([...slice.invites.keys(), ...slice.comments.keys()]).toEqual(['i1', 'c1']);
      expect(slice.tracks.size + slice.members.size).toBe(0);
      const unknown = await store.read((tx) =>
        tx.loadSlice({ by: 'comment', id: 'c9' }, { commentId: 'c9' }),
      );
      for (const kind of kinds) expect(unknown[kind].size).toBe(0);
    });

    test('CM42 CM43 a slice has the comment that is meant, and the first ones of its thread', async () => {
      const [said] = sample.comments.values();
      if (!said) throw new Error('there is one');
      const { replyTo: _, resolved: __, moment: ___, ...plain } = said;
      const all = [
        { ...plain, id: 'c0' },
        { ...plain, id: 'c1', replyTo: 'c0' },
        { ...plain, id: 'c2', replyTo: 'gone' },
        { ...plain, id: 'c3', replyTo: 'x0' },
        { ...plain, id: 'x0', trackId: 't2' },
        { ...plain, id: 'c5', replyTo: 'gone' },
        { ...plain, id: 'c6', replyTo: 'gone', createdAt: plain.createdAt + 1 },
        { ...plain, id: 'x1', replyTo: 'gone', trackId: 't2' },
      ];
      const comments = new Map(all.map((each) => [each.id, each]));
      await write((tx) => tx.saveSlice(emptyWorkspace, { ...sample, comments }, at));
      const loaded = async (ids: { readonly commentId?: string; readonly replyTo?: string }) => {
        const slice = await store.read((tx) => tx.loadSlice({ by: 'track', id: 't1' }, ids));
        return [...slice.comments.values()];
      };
      expect(await loaded({ commentId: 'c9', replyTo: 'c1' })).toEqual([all[1], all[0]]);
      expect(await loaded({ commentId: 'c9', replyTo: 'c0' })).toEqual([all[0], all[1]]);
      expect(await loaded({ commentId: 'c0' })).toEqual([all[0], all[1]]);
      expect(await loaded({ commentId: 'c1' })).toEqual([all[1], all[0]]);
      expect(await loaded({ replyTo: 'c2' })).toEqual([all[2], all[5]]);
      // Of what is gone, the two oldest answers: one of them may be what goes next.
      expect(await loaded({ replyTo: 'gone' })).toEqual([all[2], all[5]]);
      expect(await loaded({ commentId: 'c6' })).toEqual([all[6], all[2], all[5]]);
      // Of another track neither comes.
      expect(await loaded({ replyTo: 'x0' })).toEqual([all[3]]);
      expect(await loaded({ replyTo: 'c3' })).toEqual([all[3]]);
    });

    test('AC4 what somebody settled is found by their name, until that is gone', async () => {
      await write((tx) => tx.saveSlice(emptyWorkspace, sample, at));
      const found = (userId: string) => store.read((tx) => tx.commentsResolvedBy(userId, 9));
      expect(await found('ana')).toEqual([...sample.comments.values()]);
      expect(await found('ben')).toEqual([]);
      const nameless = new Map(
        [...sample.comments].map(([id, comment]) => [
          id,
          { ...comment, resolved: { byId: 'ana', byName: '', at } },
        ]),
      );
      await write((tx) => tx.saveSlice(sample, { ...sample, comments: nameless }, at));
      expect(await found('ana')).toEqual([]);
    });

    test('CM9 a deleted track keeps its id and its invites, and nothing else', async () => {
      await write((tx) => tx.saveSlice(emptyWorkspace, sample, at));
      const after = { ...emptyWorkspace, invites: sample.invites };
      await write((tx) => tx.saveSlice(sample, after, at));
      const slice = await store.read((tx) =>
        tx.loadSlice({ by: 'track', id: 't1' }, { commentId: 'c1' }),
      );
      expect(slice.tracks.get('t1')).toMatchObject({ title: '', notes: '' });
      expect(slice.invites).toEqual(sample.invites);
      expect(slice.members.size + slice.comments.size).toBe(0);
      const isDeleted = (id: string) => store.read((tx) => tx.isCommentDeleted(id));
      expect([await isDeleted('c1'), await isDeleted('c9')]).toEqual([true, false]);
      expect(await store.read((tx) => tx.countTracks('ana'))).toBe(0);
    });

    test('CL1 bodies are shown to who may see them: member, invited, stranger', async () => {
      await write(async (tx) => {
        await tx.saveSlice(emptyWorkspace, sample, at);
        await tx.attachInvite('i1', 'dora');
        await tx.putNotifications('dora', told(1));
      });
      const rows = [
        entry('track', 't1'),
        entry('member', 't1:ana'),
        entry('invite', 'i1'),
        entry('comment', 'c1'),
        entry('notification', 'n1'),
      ];
      const seenBy = async (userId: string) => {
        const bodies = await store.read((tx) => tx.bodiesFor(userId, rows));
        return Object.entries(bodies)
          .filter(([, map]) => map.size > 0)
          .map(([kind]) => kind)
          .sort();
      };
      const track = ['comment', 'invite', 'member', 'track'];
      expect(await seenBy('ana')).toEqual(track);
      expect(await seenBy('ben')).toEqual(track);
      expect(await seenBy('dora')).toEqual(['invite', 'notification']);
      expect(await seenBy('eve')).toEqual([]);
      const bodies = await store.read((tx) => tx.bodiesFor('ana', rows));
      expect(bodies.comment).toEqual(sample.comments);
      expect(bodies.track).toEqual(sample.tracks);
    });

    test('CL1 bodies are found for a page of any length', async () => {
      const comment = [...sample.comments.values()][0];
      const ids = Array.from({ length: 1_100 }, (_, index) => `c${index}`);
      const comments = new Map(ids.flatMap((id) => (comment ? [[id, { ...comment, id }]] : [])));
      await write((tx) => tx.saveSlice(emptyWorkspace, { ...sample, comments }, at));
      const rows = ids.map((id) => entry('comment', id, 't1'));
      const bodies = await store.read((tx) => tx.bodiesFor('ben', rows));
      expect(bodies.comment.size).toBe(1_100);
    });

    test('notifications of every kind come back as they went, newest first', async () => {
      await write((tx) => tx.putNotifications('ana', told(1)));
      await write((tx) => tx.putNotifications('ben', told(21)));
      const newest = await store.read((tx) => tx.newestNotifications('ana', 50));
      expect(newest).toEqual([...told(1)].reverse());
      expect(await store.read((tx) => tx.newestNotifications('ana', 2))).toHaveLength(2);
    });

    test('NT2 an ordinal is given once', async () => {
      await write((tx) => tx.putNotifications('ana', told(1)));
      const again = told(1).map((record) => ({ ...record, id: `again-${record.id}` }));
      await expect(write((tx) => tx.putNotifications('ana', again))).rejects.toThrow();
    });

    test('NT4 excerpts are blanked row by row, and by comment for all', async () => {
      await write(async (tx) => {
        await tx.putNotifications('ana', told(1));
        await tx.putNotifications('ben', told(21));
      });
      const excerptOf = async (userId: string) =>
        (await store.read((tx) => tx.newestNotifications(userId, 50))).flatMap(({ data }) =>
          'excerpt' in data ? [data.excerpt] : [],
        );
      await write((tx) => tx.blankExcerpts([]));
      await write((tx) => tx.blankExcerpts(['n4', 'n9', 'n0']));
      expect([await excerptOf('ana'), await excerptOf('ben')]).toEqual([
        ['Try again?', '', '', ''],
        ['Try again?', '', 'You.', 'Hi.'],
      ]);
      expect(await write((tx) => tx.blankExcerptsOfComment('c1'))).toEqual([
        { userId: 'ben', notificationId: 'n24' },
      ]);
      expect(await excerptOf('ben')).toEqual(['Try again?', '', 'You.', '']);
      expect(await write((tx) => tx.blankExcerptsBy('chloe', 9))).toEqual([]);
      expect(await write((tx) => tx.blankExcerptsBy('ben', 2))).toHaveLength(2);
      expect(await write((tx) => tx.blankExcerptsBy('ben', 9))).toHaveLength(1);
      expect(await excerptOf('ben')).toEqual(['', '', '', '']);
    });

    test('NT12 rows are found by track and kinds, and by what they are about', async () => {
      await write(async (tx) => {
        await tx.putNotifications('ana', told(1));
        await tx.putNotifications('ben', told(21));
      });
      const kindsOfComments = ['comment.added', 'comment.mentioned'] as const;
      const found = await store.read((tx) => tx.rowsOfTrack('ana', 't1', kindsOfComments));
      const expected = told(1).filter(({ kind }) => kind.startsWith('comment.'));
      expect(found).toEqual(expected);
      expect(await store.read((tx) => tx.rowsOfTrack('ana', 't9', kindsOfComments))).toEqual([]);
      const about = await store.read((tx) => tx.rowsAbout('c1'));
      expect(about.map(({ userId, record }) => [userId, record.id])).toEqual([
        ['ana', 'n4'],
        ['ben', 'n24'],
      ]);
      expect(about[0]?.record).toEqual(told(1)[3]);
      expect(await store.read((tx) => tx.rowsAbout('c9'))).toEqual([]);
    });

    test('NT12 heads of comments come by time, oldest first, without their words', async () => {
      const [comment] = sample.comments.values();
      if (!comment) throw new Error('there is one');
      const written = [4, 2, 3, 1].map((step) => ({
        ...comment,
        id: `c${step}`,
        createdAt: at + step,
        // Of an account that is gone nothing is left but that there was one.
        ...(step === 1 && { text: '' }),
      }));
      const comments = new Map(written.map((each) => [each.id, each]));
      await write((tx) => tx.saveSlice(emptyWorkspace, { ...sample, comments }, at));
      const heads = await store.read((tx) => tx.commentHeads('t1'));
      expect(heads).toEqual(
        [2, 3, 4].map((step) => ({
          id: `c${step}`,
          authorId: 'ben',
          authorName: 'Ben',
          createdAt: at + step,
        })),
      );
      expect(await store.read((tx) => tx.commentHeads('t9'))).toEqual([]);
    });

    test('NT14 NT16 invites are counted by who sent them since an instant, and forgotten when they go', async () => {
      await write((tx) => tx.saveSlice(emptyWorkspace, sample, at));
      const count = (since: number, to: { trackId?: string; email?: string }, by = 'ana') =>
        store.read((tx) => tx.countInvitesSince(by, since, to));
      const email = 'dora@example.test';
      expect(await count(at - 1, { email, trackId: 't1' })).toBe(1);
      expect(await count(at - 1, { email })).toBe(1);
      expect(await count(at - 1, {})).toBe(1);
      expect(await count(at - 1, { email }, 'ben')).toBe(0);
      expect(await count(at - 1, { email: 'eve@example.test' })).toBe(0);
      expect(await count(at - 1, { email, trackId: 't2' })).toBe(0);
      expect(await count(at, {})).toBe(0);
      await write((tx) => tx.saveSlice(sample, { ...sample, invites: new Map() }, at));
      expect(await count(at - 1, {})).toBe(0);
    });

    test('NT7 a row is put in place of the one with its id, and found as the latest of its kind', async () => {
      await write((tx) => tx.putNotifications('ana', told(1)));
      await write((tx) => tx.putNotifications('ben', told(21)));
      const [first] = told(1).filter(({ kind }) => kind === 'stage.changed');
      if (!first) throw new Error('there is one');
      const later = { ...first, ordinal: 40 };
      await write((tx) => tx.putNotifications('ana', [later]));
      const latest = (
        userId: string,
        kind: NotificationRecord['kind'],
        by: 'track' | 'subject',
        id: string,
      ) => store.read((tx) => tx.earlierRow(userId, { kinds: [kind], by, id }));
      expect(await latest('ana', 'stage.changed', 'track', 't1')).toEqual(later);
      expect((await latest('ana', 'comment.added', 'track', 't1'))?.ordinal).toBe(10);
      expect((await latest('ben', 'ticket.answered', 'subject', 'k1'))?.ordinal).toBe(36);
      expect(await latest('ana', 'stage.changed', 'track', 't9')).toBeNull();
      expect(await latest('eve', 'stage.changed', 'track', 't1')).toBeNull();
      const byActor = (actorId: string) =>
        store.read((tx) =>
          tx.earlierRow('ana', { kinds: ['invite.received'], by: 'track', id: 't1', actorId }),
        );
      expect((await byActor('ben'))?.id).toBe('n1');
      expect(await byActor('chloe')).toBeNull();
      const deadlines = ['deadline.near', 'deadline.passed'] as const;
      const rows = await store.read((tx) => tx.notificationsOfTrack('t1', deadlines));
      expect(rows.map(({ notificationId }) => notificationId).sort()).toEqual([
        'n11',
        'n12',
        'n31',
        'n32',
      ]);
      await write((tx) => tx.dropNotifications(rows.map((row) => row.notificationId)));
      expect(await store.read((tx) => tx.notificationsOfTrack('t1', deadlines))).toEqual([]);
    });

    test('TM1 timers are due in order, replaced by key, and gone when dropped', async () => {
      const timer = (key: string, dueAt: number) => ({ key, dueAt, attempts: 0, position: '' });
      expect(await store.read((tx) => tx.nextTimerAt())).toBeNull();
      await write(async (tx) => {
        for (const [key, dueAt] of [
          ['b', 20],
          ['a', 30],
          ['c', 20],
        ] as const) {
          await tx.setTimer(timer(key, dueAt));
        }
        await tx.setTimer({ key: 'a', dueAt: 10, attempts: 2, position: 'x' });
      });
      expect(await store.read((tx) => tx.nextTimerAt())).toBe(10);
      const due = await store.read((tx) => tx.dueTimers(20, 2));
      expect(due).toEqual([{ key: 'a', dueAt: 10, attempts: 2, position: 'x' }, timer('b', 20)]);
      await write((tx) => tx.dropTimer('a'));
      expect(await store.read((tx) => tx.dueTimers(19, 9))).toEqual([]);
      expect(await store.read((tx) => tx.dueTimers(20, 9))).toHaveLength(2);
      expect(await store.read((tx) => tx.timer('b'))).toEqual(timer('b', 20));
      expect(await store.read((tx) => tx.timer('a'))).toBeNull();
    });

    test('TI5 what hangs on zones is found in the order of ids', async () => {
      const [dated, repeating] = [sample.tracks.get('t1'), personal.reminders.get('r1')];
      if (!dated || !repeating) throw new Error('the samples are there');
      const byId = <T extends { readonly id: string }>(all: readonly T[]) =>
        new Map(all.map((one) => [one.id, one]));
      const track = (id: string, dueOn: string | null) => ({ ...dated, id, dueOn });
      const ring = (id: string, change: Partial<Reminder>) => ({ ...repeating, ...change, id });
      const all = {
        ...emptyWorkspace,
        tracks: byId([track('t3', '2026-11-27'), track('t1', '2026-11-27'), track('t2', null)]),
        reminders: byId([
          ring('r4', {}),
          ring('r1', {}),
          ring('r2', { repeat: null }),
          ring('r3', { at: null }),
        ]),
      };
      await write((tx) => tx.saveSlice(emptyWorkspace, all, at));
      const ids = (found: readonly { readonly id: string }[]) => found.map(({ id }) => id);
      await store.read(async (tx) => {
        expect(ids(await tx.datedTracks('', 9))).toEqual(['t1', 't3']);
        expect(ids(await tx.datedTracks('', 1))).toEqual(['t1']);
        expect(ids(await tx.datedTracks('t1', 9))).toEqual(['t3']);
        expect(ids(await tx.repeatingReminders('', 9))).toEqual(['r1', 'r4']);
        expect(ids(await tx.repeatingReminders('r1', 9))).toEqual(['r4']);
      });
      const gone = { ...all, tracks: byId([track('t3', '2026-11-27')]) };
      await write((tx) => tx.saveSlice(all, gone, at));
      expect(ids(await store.read((tx) => tx.datedTracks('', 9)))).toEqual(['t3']);
    });

    test('CM16 reminders and tickets come back as they went, to those who may see them', async () => {
      await write((tx) => tx.saveSlice(emptyWorkspace, personal, at));
      const slice = await store.read((tx) =>
        tx.loadSlice(null, { reminderId: 'r1', ticketId: 'k1' }),
      );
      for (const kind of kinds) expect(slice[kind]).toEqual(personal[kind]);
      for (const id of ['ana', 'sam', 'eve']) await host.addAccount(id, `${id}@example.test`);
      await write((tx) => tx.addSupport('sam', at));
      expect(await write((tx) => tx.addSupport('sam', at))).toBe(false);
      expect(await store.read((tx) => tx.supportIds())).toEqual(['sam']);
      const seenBy = async (userId: string) => {
        const rows = [entry('reminder', 'r1'), entry('ticket', 'k1'), entry('account', userId)];
        const { reminder, ticket, account } = await store.read((tx) => tx.bodiesFor(userId, rows));
        return [reminder.size, ticket.size, account.get(userId)?.role];
      };
      expect(await seenBy('ana')).toEqual([1, 1, 'producer']);
      expect(await seenBy('sam')).toEqual([0, 1, 'support']);
      expect(await seenBy('eve')).toEqual([0, 0, 'producer']);
      expect(await store.read((tx) => tx.countReminders('ana'))).toBe(1);
      expect(await store.read((tx) => tx.countOpenTickets('ana'))).toBe(1);
      expect(await store.read((tx) => tx.ticketIds())).toEqual(['k1']);
      expect(await write((tx) => tx.removeSupport('sam'))).toBe(true);
      expect(await write((tx) => tx.removeSupport('sam'))).toBe(false);
      expect(await seenBy('sam')).toEqual([0, 0, 'producer']);
    });

    test('CM16 ended reminders beyond the newest are dropped, a few at a time', async () => {
      const [model] = personal.reminders.values();
      if (!model) throw new Error('there is one');
      const reminders = new Map(
        Array.from({ length: 30 }, (_, index) => {
          const id = `r${index + 1}`;
          const endedAs = index === 0 ? null : ('done' as const);
          return [id, { ...model, id, endedAs, updatedAt: at + index }];
        }),
      );
      await write((tx) => tx.saveSlice(emptyWorkspace, { ...emptyWorkspace, reminders }, at));
      const gone = await write((tx) => tx.pruneReminders('ana', 25));
      expect([...gone].sort()).toEqual(['r2', 'r3', 'r4', 'r5']);
      expect(await write((tx) => tx.pruneReminders('ana', 25))).toEqual([]);
      expect(await write((tx) => tx.pruneReminders('ben', 0))).toEqual([]);
      expect(await store.read((tx) => tx.countReminders('ana'))).toBe(1);
    });

    test('NT8 an announcement waits with its recipients; people are read in the order of ids', async () => {
      const announcement = {
        id: 'a1',
        author: { id: 'sam', name: 'Sam' },
        title: 'Maintenance',
        text: 'Tonight.',
        priority: 'high' as const,
        recipients: ['ana', 'ben'],
        createdAt: at,
      };
      await write((tx) => tx.saveAnnouncement(announcement));
      await write((tx) => tx.saveAnnouncement({ ...announcement, id: 'a2', recipients: null }));
      expect(await store.read((tx) => tx.announcement('a1'))).toEqual(announcement);
      expect((await store.read((tx) => tx.announcement('a2')))?.recipients).toBeNull();
      expect(await store.read((tx) => tx.announcement('a9'))).toBeNull();
      for (const id of ['u2', 'u1', 'u3']) await host.addAccount(id, `${id}@example.test`);
      expect(await store.read((tx) => tx.userIdsAfter('', 2))).toEqual(['u1', 'u2']);
      expect(await store.read((tx) => tx.userIdsAfter('u2', 2))).toEqual(['u3']);
    });

    test('NT7 marks are read as the devices have said them, again when they say more', async () => {
      const said = async (seq: number, marks: Marks) => {
        const doc = new Y.Doc();
        writeExcess(doc, 'device', marks);
        await host.addMarks('ana', seq, Y.encodeStateAsUpdate(doc));
      };
      const marks = () => store.read((tx) => tx.marksOf('ana'));
      expect(await marks()).toEqual(emptyMarks);
      await said(1, { read: [[1, 3, 20]], dismissed: [] });
      expect(await marks()).toEqual({ read: [[1, 3, 20]], dismissed: [] });
      await said(2, { read: [], dismissed: [[2, 2, 40]] });
      expect(await marks()).toEqual({ read: [[1, 3, 20]], dismissed: [[2, 2, 40]] });
      expect(await store.read((tx) => tx.marksOf('ben'))).toEqual(emptyMarks);
    });

    test('CM8 counts what the limits count', async () => {
      await write((tx) => tx.saveSlice(emptyWorkspace, sample, at));
      const counted = await store.read(async (tx) => [
        await tx.countTracks('ben'),
        await tx.countTracks('dora'),
        await tx.countComments('t1'),
        await tx.countPendingInvites('dora@example.test', 'ana', at),
        await tx.countPendingInvites('dora@example.test', 'ben', at),
        await tx.countPendingInvites('dora@example.test', 'ana', at + 1_000),
        await tx.countPendingInvites('ana@example.test', 'ana', at),
      ]);
      expect(counted).toEqual([1, 0, 1, 1, 0, 0, 0]);
    });

    test('CM10 invites wait for the account behind an address', async () => {
      await host.addAccount('dora', 'dora@example.test');
      await write((tx) => tx.saveSlice(emptyWorkspace, sample, at));
      expect(await store.read((tx) => tx.userIdByEmail('dora@example.test'))).toBe('dora');
      expect(await store.read((tx) => tx.userIdByEmail('eve@example.test'))).toBeNull();
      const waiting = (now: number) =>
        store.read((tx) => tx.waitingInvites('dora@example.test', now));
      expect(await waiting(at)).toEqual([...sample.invites.values()]);
      expect(await waiting(at + 1_000)).toEqual([]);
      await write((tx) => tx.attachInvite('i1', 'dora'));
      expect(await waiting(at)).toEqual([]);
    });

    test('CM1 CM2 outcomes and numbers are kept by person', async () => {
      const refused = outcome('k2', {
        status: 'refused',
        code: 'version-mismatch',
        detail: 'why',
        current: { title: 'x', list: [1, null] },
      });
      const first = { device: 'd1', n: 1 };
      await write(async (tx) => {
        await tx.storeOutcome('ana', { bodyHash: 'h', outcome: outcome('k1') }, first, at);
        await tx.storeOutcome('ana', { bodyHash: 'h', outcome: refused }, { ...first, n: 2 }, at);
        await tx.setLastNumber('ana', 'd1', 3);
        await tx.setLastNumber('ana', 'd1', 7);
      });
      await store.read(async (tx) => {
        expect(await tx.outcome('ana', 'k1')).toEqual({ bodyHash: 'h', outcome: outcome('k1') });
        expect(await tx.outcome('ana', 'k2')).toEqual({ bodyHash: 'h', outcome: refused });
        expect(await tx.outcome('ben', 'k1')).toBeNull();
        const none = { last: 0, forgotten: 0 };
        expect(await tx.numbering('ana', 'd1')).toEqual({ ...none, last: 7 });
        expect(await tx.numbering('ana', 'd2')).toEqual(none);
        expect(await tx.numbering('ben', 'd1')).toEqual(none);
        expect(await tx.countNumbered('ana')).toBe(1);
        expect(await tx.countNumbered('ben')).toBe(0);
      });
    });

    test('CM12 CM46 prunes old outcomes only, the oldest first, no more than asked', async () => {
      const ages = [3, 1, 2, 9];
      await write(async (tx) => {
        for (const age of ages) {
          const numbered = { device: `d${age % 2}`, n: 10 * age };
          await tx.setLastNumber('ana', numbered.device, 100);
          const stored = { bodyHash: 'h', outcome: outcome(`k${age}`) };
          await tx.storeOutcome('ana', stored, numbered, age);
        }
      });
      const forgotten = () =>
        store.read(async (tx) => [
          (await tx.numbering('ana', 'd0')).forgotten,
          (await tx.numbering('ana', 'd1')).forgotten,
        ]);
      const left = async () => {
        const found = await store.read(async (tx) => {
          const ids: string[] = [];
          for (const age of ages) if (await tx.outcome('ana', `k${age}`)) ids.push(`k${age}`);
          return ids;
        });
        return found.sort();
      };
      await write((tx) => tx.pruneOutcomes(3, 1));
      expect(await left()).toEqual(['k2', 'k3', 'k9']);
      expect(await forgotten()).toEqual([0, 10]);
      await write((tx) => tx.pruneOutcomes(9, 5));
      expect(await left()).toEqual(['k9']);
      expect(await forgotten()).toEqual([20, 30]);
      const low = { device: 'd1', n: 5 };
      await write(async (tx) => {
        await tx.storeOutcome('ana', { bodyHash: 'h', outcome: outcome('k5') }, low, 5);
        await tx.pruneOutcomes(9, 5);
      });
      expect(await forgotten()).toEqual([20, 30]);
    });

    test('CM3 a transaction that throws leaves nothing, and the next one works', async () => {
      const fault = new Error('broken');
      const broken = write(async (tx) => {
        await tx.advanceHead('ana', 1, 1, 'e');
        await tx.saveSlice(emptyWorkspace, sample, at);
        throw fault;
      });
      await expect(broken).rejects.toBe(fault);
      await store.read(async (tx) => {
        expect(await tx.heads(['ana'])).toEqual(new Map());
        expect((await tx.loadSlice({ by: 'track', id: 't1' }, {})).tracks.size).toBe(0);
      });
      expect((await write((tx) => tx.advanceHead('ana', 1, 0, 'e'))).seq).toBe(1);
    });

    test('CL2 transactions that meet do not mix', async () => {
      const seqs = await Promise.all(
        Array.from({ length: 20 }, () =>
          write(async (tx) => {
            const { seq } = await tx.advanceHead('ana', 1, 0, 'e');
            await new Promise((resolve) => setImmediate(resolve));
            await tx.writeLog('ana', seq, [entry('track', `t${seq}`)]);
            return seq;
          }),
        ),
      );
      expect(seqs.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
      expect(await store.read((tx) => tx.readLog('ana', 0, 50))).toHaveLength(20);
    });

    test('what was committed is there when opened again', async () => {
      await write((tx) => tx.saveSlice(emptyWorkspace, sample, at));
      const again = await host.reopen();
      if (!again) return;
      const slice = await again.read((tx) => tx.loadSlice({ by: 'track', id: 't1' }, {}));
      expect(slice.tracks).toEqual(sample.tracks);
    });
  });
}
