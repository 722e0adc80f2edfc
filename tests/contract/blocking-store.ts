/**
 * Every workspace store promises this about who has blocked whom, and about how often somebody was told:
 * each adapter runs all of it.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { defaultPreferences } from '#shared/workspace/preferences.ts';
import { emptyWorkspace } from '#shared/workspace/slice.ts';
import type {
  WorkspaceStore,
  WorkspaceTransaction,
} from '../../sync-server/storage/workspace-store.ts';
import { at, sample } from './workspace-samples.ts';
import type { WorkspaceStoreHost } from './workspace-store.ts';

export function describeBlockingStore(name: string, open: () => Promise<WorkspaceStoreHost>): void {
  describe(`blocking store: ${name}`, () => {
    let host: WorkspaceStoreHost;
    let store: WorkspaceStore;
    const write = <T>(work: (tx: WorkspaceTransaction) => Promise<T>) => store.write(work);
    beforeEach(async () => {
      host = await open();
      store = host.store;
    });
    afterEach(() => host.dispose());

    test('NT18 blocks are kept with the preferences, found from both ends, and go from both', async () => {
      const blocked = [
        { id: 'ana', name: 'Ana', at: at + 1 },
        { id: 'ben', name: 'Ben', at: at + 2 },
      ];
      const of = (id: string, list: typeof blocked) => ({
        ...emptyWorkspace,
        preferences: new Map([[id, { ...defaultPreferences(id), blocked: list }]]),
      });
      await write(async (tx) => {
        await tx.saveSlice(emptyWorkspace, of('dora', blocked), at);
        await tx.saveSlice(emptyWorkspace, of('eve', blocked.slice(1)), at);
      });
      const stored = (preferencesOf: string) =>
        store.read((tx) => tx.loadSlice(null, { preferencesOf }));
      expect(await stored('dora')).toEqual(of('dora', blocked));
      expect(await store.read((tx) => tx.blockedBy('dora'))).toEqual(blocked);
      expect(await store.read((tx) => tx.blockedBy('ana'))).toEqual([]);
      const many = Array.from({ length: 600 }, (_, index) => `nobody-${index}`);
      const blockers = (id: string, among: readonly string[]) =>
        store.read(async (tx) => [...(await tx.blockersOf(id, among))].sort());
      expect(await blockers('ben', [...many, 'eve', 'dora', 'ana'])).toEqual(['dora', 'eve']);
      expect(await blockers('ben', ['eve'])).toEqual(['eve']);
      expect(await blockers('ana', ['eve'])).toEqual([]);
      expect(await blockers('ben', [])).toEqual([]);

      const before = await stored('dora');
      await write((tx) => tx.saveSlice(before, of('dora', blocked.slice(0, 1)), at));
      expect(await store.read((tx) => tx.blockedBy('dora'))).toEqual(blocked.slice(0, 1));
      expect(await write((tx) => tx.unblockEverywhere('ben', 10))).toEqual(['eve']);
      expect(await write((tx) => tx.unblockEverywhere('ben', 10))).toEqual([]);
      expect(await store.read((tx) => tx.blockedBy('eve'))).toEqual([]);
      await write((tx) => tx.dropOwnRows('dora', 10));
      expect(await store.read((tx) => tx.blockedBy('dora'))).toEqual([]);
    });

    test('NT18 invites by whom an account has blocked wait for nobody, until it has not', async () => {
      await host.addAccount('dora', 'dora@example.test');
      await write((tx) => tx.saveSlice(emptyWorkspace, sample, at));
      const blocked = [{ id: 'ana', name: 'Ana', at }];
      const preferences = new Map([['dora', { ...defaultPreferences('dora'), blocked }]]);
      await write((tx) => tx.saveSlice(emptyWorkspace, { ...emptyWorkspace, preferences }, at));
      const waiting = () => store.read((tx) => tx.waitingInvites('dora@example.test', at));
      expect(await waiting()).toEqual([]);
      const pending = (by: string, now = at) =>
        store.read((tx) => tx.pendingInvitesBy(by, 'dora', now));
      expect(await pending('ana')).toEqual([]);
      await write((tx) => tx.attachInvite('i1', 'dora'));
      expect([await pending('ana'), await pending('ben')]).toEqual([['i1'], []]);
      expect(await pending('ana', at + 1_000)).toEqual([]);
      await write((tx) => tx.attachInvite('i1', null));
      await write((tx) => tx.unblockEverywhere('ana', 1));
      expect(await waiting()).toEqual([...sample.invites.values()]);
    });

    test('NT17 what somebody is told is counted by who asks, in one window after the other', async () => {
      const count = (userId: string, askerId: string, time: number) =>
        write((tx) => tx.countTelling(userId, askerId, time, 100));
      expect(await count('ana', 'ben', at)).toBe(1);
      expect(await count('ana', 'ben', at + 99)).toBe(2);
      expect(await count('ana', 'dora', at + 99)).toBe(1);
      expect(await count('dora', 'ben', at + 99)).toBe(1);
      expect(await count('ana', 'ben', at + 100)).toBe(1);
      expect(await count('ana', 'ben', at + 101)).toBe(2);
      // A clock that was set back begins anew.
      expect(await count('ana', 'ben', at - 1_000)).toBe(1);
      await write((tx) => tx.dropOwnRows('ana', 10));
      expect(await count('ana', 'ben', at + 501)).toBe(1);
    });
  });
}
