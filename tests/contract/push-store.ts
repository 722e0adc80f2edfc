/** Every workspace store promises this of pushes: each adapter runs all of it. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PushSubscription } from '../../sync-server/storage/push-store.ts';
import type { WorkspaceStore } from '../../sync-server/storage/workspace-store.ts';
import type { WorkspaceStoreHost } from './workspace-store.ts';

const subscription = (id: string, more: Partial<PushSubscription> = {}): PushSubscription => ({
  id,
  userId: 'ana',
  device: `device-${id}`,
  sessionId: `session-${id}`,
  endpoint: `https://push.example.org/${id}`,
  p256dh: 'p',
  auth: 'a',
  timeZone: null,
  assertedAt: 1,
  ...more,
});

export function describePushStore(name: string, open: () => Promise<WorkspaceStoreHost>): void {
  describe(`pushes of a workspace store: ${name}`, () => {
    let host: WorkspaceStoreHost;
    let store: WorkspaceStore;
    beforeEach(async () => {
      host = await open();
      store = host.store;
    });
    afterEach(() => host.dispose());

    const save = (...some: readonly PushSubscription[]) =>
      store.write(async (tx) => {
        for (const one of some) await tx.savePushSubscription(one);
      });
    const found = (id: string) => store.read((tx) => tx.pushSubscription(id));
    const queue = (notificationId: string, ordinal: number, at = 10, userId = 'ana') =>
      store.write((tx) => tx.queuePush(userId, { notificationId, ordinal }, at));
    const jobsOf = (id: string, now = 1_000) => store.read((tx) => tx.pushJobs(id, now, 10));

    test('PU3 a device has one, an endpoint belongs to one', async () => {
      await save(subscription('a'), subscription('b'));
      await queue('n', 1);
      // The device of `a` goes to another endpoint: what is queued goes along.
      const later = { device: 'device-a', sessionId: 'later', timeZone: 'Asia/Tokyo' };
      await save(subscription('x', later));
      expect(await found('a')).toEqual(subscription('x', { id: 'a', ...later }));
      expect(await jobsOf('a')).toHaveLength(1);
      // Somebody else is at the browser of `b`.
      await save(subscription('c', { userId: 'ben', endpoint: subscription('b').endpoint }));
      expect(await found('b')).toBeNull();
      expect(await jobsOf('b')).toEqual([]);
      const bens = await store.read((tx) => tx.pushSubscriptionOf('ben', 'device-c'));
      expect(bens?.id).toBe('c');
      expect(await store.read((tx) => tx.pushSubscriptionOf('ben', 'device-b'))).toBeNull();
    });

    test('PU8 subscriptions go by id, session or endpoint, and with them their jobs', async () => {
      const ids = ['a', 'b', 'c', 'd'];
      await save(...ids.map((id) => subscription(id)));
      await queue('n', 1);
      await store.write(async (tx) => {
        await tx.dropPushSubscriptions({ id: 'a' });
        await tx.dropPushSubscriptions({ sessionId: 'session-b' });
        await tx.dropPushSubscriptions({ userId: 'ana', endpoint: subscription('c').endpoint });
        await tx.dropPushSubscriptions({ userId: 'ben', endpoint: subscription('d').endpoint });
      });
      expect(await Promise.all(ids.map(async (id) => (await found(id)) !== null))).toEqual([
        ...[false, false, false, true],
      ]);
      expect(await store.read((tx) => tx.duePushes(10, 9))).toEqual(['d']);
    });

    test('PU3 those asserted longest ago go first', async () => {
      await save(...[3, 1, 2].map((assertedAt) => subscription(`s${assertedAt}`, { assertedAt })));
      await save(subscription('ben', { userId: 'ben' }));
      await store.write((tx) => tx.prunePushSubscriptions('ana', 2));
      expect([await found('s1'), (await found('s2'))?.id, (await found('ben'))?.id]).toEqual([
        ...[null, 's2', 'ben'],
      ]);
    });

    test('PU3 PU9 a row that changes takes the place of its job; an answer to the old one changes nothing', async () => {
      await save(subscription('a'), subscription('b', { userId: 'ben' }));
      await queue('n', 1);
      const [before] = await jobsOf('a');
      await queue('n', 2, 20);
      if (!before) throw new Error('there is one');
      await store.write(async (tx) => {
        await tx.dropPushJob(before);
        await tx.savePushJob({ ...before, attempts: 9, isSmall: true });
      });
      const [now, ...more] = await jobsOf('a');
      expect(now).toEqual({ ...before, ordinal: 2, queuedAt: 20, dueAt: 20 });
      expect(more).toEqual([]);
      expect(await jobsOf('b')).toEqual([]);
      const changed = {
        ...before,
        ordinal: 2,
        dueAt: 30,
        attempts: 1,
        isHeld: true,
        isSmall: true,
      };
      await store.write((tx) => tx.savePushJob(changed));
      expect(await jobsOf('a')).toEqual([{ ...changed, queuedAt: 20 }]);
    });

    test('PU9 what is due longest comes first, device by device', async () => {
      await save(subscription('a'), subscription('b', { userId: 'ben' }));
      await queue('n1', 1, 30);
      await queue('n2', 2, 20);
      await queue('n3', 1, 25, 'ben');
      const due = (now: number, limit = 9) => store.read((tx) => tx.duePushes(now, limit));
      expect([await due(19), await due(25), await due(25, 1)]).toEqual([[], ['a', 'b'], ['a']]);
      expect(await store.read((tx) => tx.nextPushAt(25))).toBe(30);
      expect(await store.read((tx) => tx.nextPushAt(30))).toBeNull();
      expect((await jobsOf('a')).map(({ notificationId }) => notificationId)).toEqual(['n1', 'n2']);
      await store.write((tx) => tx.postponePushes('a', 40));
      expect([await due(39), await due(40)]).toEqual([['b'], ['b', 'a']]);
    });

    test('PU12 a person is pushed to where one of their subscriptions is', async () => {
      await save(subscription('a'));
      const { endpoint } = subscription('a');
      const isPushedTo = (userId: string, to: string) =>
        store.read((tx) => tx.isPushedTo(userId, to));
      expect(await isPushedTo('ana', endpoint)).toBe(true);
      expect(await isPushedTo('ben', endpoint)).toBe(false);
      expect(await isPushedTo('ana', `${endpoint}x`)).toBe(false);
    });

    test('PU6 PU7 what is held wakes, what rests does not', async () => {
      await save(subscription('a'), subscription('b', { userId: 'ben' }), subscription('c'));
      for (const userId of ['ana', 'ben']) {
        await queue('held', 1, 10, userId);
        await queue('waiting', 2, 10, userId);
      }
      const [a, b, c] = await Promise.all(['a', 'b', 'c'].map((id) => jobsOf(id)));
      await store.write(async (tx) => {
        for (const job of [...(a ?? []), ...(b ?? []), ...(c ?? [])]) {
          await tx.savePushJob({ ...job, dueAt: 500, isHeld: job.notificationId === 'held' });
        }
        await tx.postponePushes('c', 50);
        await tx.wakeHeldPushes('ana', 20);
      });
      await queue('new', 3, 30);
      const dueBy = async (id: string) =>
        (await jobsOf(id)).map(({ notificationId, dueAt }) => `${notificationId} ${dueAt}`);
      expect(await dueBy('a')).toEqual(['held 20', 'waiting 500', 'new 30']);
      expect(await dueBy('b')).toEqual(['held 500', 'waiting 500']);
      expect(await dueBy('c')).toEqual(['held 50', 'waiting 500', 'new 50']);
    });

    test('PU2 rows are counted by the runs of their ordinals, and found in the log', async () => {
      await store.write(async (tx) => {
        for (const ordinal of [1, 2, 4, 9]) {
          await tx.putNotifications('ana', [
            {
              id: `n${ordinal}`,
              ordinal,
              kind: 'stage.changed',
              createdAt: 1,
              actor: null,
              track: null,
              data: { from: 'idea', to: 'mixing' },
            },
          ]);
        }
        const row = { kind: 'notification', id: 'n4', op: 'upsert', trackId: null } as const;
        await tx.writeLog('ana', 7, [row]);
      });
      const many = Array.from({ length: 600 }, (_, at) => [10 + 2 * at, 10 + 2 * at] as const);
      const count = (...runs: readonly (readonly [number, number])[]) =>
        store.read((tx) => tx.countNotifications('ana', runs));
      expect([await count(), await count([1, 3], [9, 9]), await count([4, 8], ...many)]).toEqual([
        ...[0, 3, 1],
      ]);
      expect(await store.read((tx) => tx.notificationSeq('ana', 'n4'))).toBe(7);
      expect(await store.read((tx) => tx.notificationSeq('ana', 'n9'))).toBe(0);
    });
  });
}
