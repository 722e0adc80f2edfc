/**
 * KeptSounds of one tab. Wishes lie in local storage, where every tab writes them; the tab that leads
 * fetches what is wanted, lets go of what is not, and tells the others how it stands. Loaded when
 * something is wanted, or somebody looks at what could be.
 */
import type { KeptSounds, KeptStates } from '#lib/ports/kept.ts';
import type { FeedDatabase } from '#lib/storage/feed-database.ts';
import { openKeptCache } from '#lib/storage/kept-cache.ts';
import { heldBytes, keptCacheName } from '#lib/storage/kept-parts.ts';
import { live } from '#lib/storage/live-query.ts';
import { askToKeep, readStorage } from '#lib/storage/persistence.ts';
import { reopening } from '#lib/storage/reopen.ts';
import { createWantedSounds, wantedKey, type WantedSound } from '#lib/storage/wanted-sounds.ts';
import type { Engine } from '#shared/audio/playability.ts';
import { createLoop, type LoopResult } from '#shared/base/loop.ts';
import { createValue, type Observable, type Unsubscribe } from '#shared/base/observable.ts';
import { second } from '#shared/base/time.ts';
import type { File } from '#shared/workspace/entities.ts';
import { keepSounds } from './keep-sounds.ts';
import { createWaveforms } from './waveforms.ts';

export interface KeeperDependencies {
  readonly userId: string;
  readonly feed: FeedDatabase;
  readonly engine: Engine;
  /** Whether this tab leads. */
  readonly leads: Observable<boolean>;
  readonly fetch: typeof fetch;
  readonly random: () => number;
  readonly report: (error: unknown) => void;
}

export interface Keeper extends Omit<KeptSounds, 'isOffered'> {
  /** The way to the server may be open again, or there may be room. */
  hint(): void;
  /** The largest of them goes, as there is no room for what is nowhere else. @returns whether one went */
  giveWay(): Promise<boolean>;
  /** Resolves when nothing of it runs or writes any more. */
  dispose(): Promise<void>;
}

/** Between the tabs of one account. */
type Message =
  | { readonly type: 'states'; readonly states: KeptStates }
  /** What are the states? */
  | { readonly type: 'look' };

const noRoomAtAll = { kind: 'no-room', bytes: 0 } as const;
const backoff = { baseMs: second, capMs: 60 * second } as const;

export function createKeeper(dependencies: KeeperDependencies): Keeper {
  const { userId, feed, engine, leads, random, report } = dependencies;
  const states = createValue<KeptStates>(new Map());
  const wanted = createWantedSounds(localStorage, userId);
  const channel = new BroadcastChannel(`kept-sounds-${userId}`);
  const outlines = createWaveforms(dependencies);
  const noRoom = new Set<string>();
  /** There was no place on the list for these. */
  let leftOut: readonly string[] = [];
  const line = { isWaiting: false };
  const over = new AbortController();
  /** Null while another tab leads. */
  let leading: AbortController | null = null;

  const show = (next: KeptStates) => {
    const left = leftOut.map((fileId) => [fileId, noRoomAtAll] as const);
    states.set(new Map([...left, ...next]));
  };
  const tell = (next: KeptStates) => {
    show(next);
    channel.postMessage({ type: 'states', states: next } satisfies Message);
  };
  const rowsOf = (ids: readonly string[]) => feed.files.bulkGet([...ids]);
  const files = async (ids: readonly string[]): Promise<ReadonlyMap<string, File>> => {
    const rows = await reopening(feed, () => rowsOf(ids));
    return new Map(rows.flatMap((row) => (row ? [[row.id, row.body] as const] : [])));
  };
  const keeping = createLoop({
    async work(): Promise<LoopResult> {
      if (!leading) return 'done';
      const { signal } = leading;
      if (wanted.list().length === 0) {
        if ('caches' in globalThis) await caches.delete(keptCacheName(userId));
        tell(new Map());
        return 'done';
      }
      const cache = await openKeptCache(userId).catch(() => null);
      if (cache === null) {
        // So some private windows have it.
        tell(new Map(wanted.list().map(({ fileId }) => [fileId, noRoomAtAll])));
        return 'rest';
      }
      const ask = dependencies.fetch;
      return await keepSounds({
        ...{ userId, ask, cache, wanted, outlines, engine, files, noRoom, line, tell, signal },
        room: roomHere,
      });
    },
    backoff,
    random,
    report,
  });
  const hint = () => {
    noRoom.clear();
    keeping.poke();
  };

  let unwatch: Unsubscribe = () => undefined;
  const stopLeading = () => {
    leading?.abort();
    leading = null;
    unwatch();
  };
  /** Begins anew with each change of wishes, so that what is wanted no more is broken off. */
  const lead = () => {
    stopLeading();
    leading = new AbortController();
    const ids = wanted.list().map(({ fileId }) => fileId);
    unwatch = live(() => rowsOf(ids), report).subscribe(() => keeping.poke());
    hint();
  };
  const onWishes = () => {
    if (leading) lead();
  };
  channel.onmessage = ({ data }: MessageEvent<Message>) => {
    if (data.type === 'look') {
      if (leading) keeping.poke();
    } else if (!leading) show(data.states);
  };
  addEventListener(
    'storage',
    ({ key }) => {
      if (key === wantedKey(userId) || key === null) onWishes();
    },
    { signal: over.signal },
  );
  const stopWaiting = leads.subscribe((isLeading) => (isLeading ? lead() : stopLeading()));
  channel.postMessage({ type: 'look' } satisfies Message);

  return {
    states: () => states,
    hint,
    keep(sounds) {
      leftOut = wanted.add(sounds);
      askToKeep(navigator).catch(report);
      onWishes();
    },
    drop(fileIds) {
      leftOut = [];
      wanted.remove(fileIds);
      onWishes();
    },
    async giveWay() {
      const wishes = wanted.list();
      if (wishes.length === 0) return false;
      const cache = await openKeptCache(userId);
      const held = await cache.held();
      const bytesOf = ({ versionId }: WantedSound) => heldBytes(held.get(versionId));
      const [largest] = wishes.toSorted((one, other) => bytesOf(other) - bytesOf(one));
      if (!largest || bytesOf(largest) === 0) return false;
      wanted.remove([largest.fileId]);
      await cache.drop(largest.versionId);
      onWishes();
      return true;
    },
    async dispose() {
      over.abort();
      stopWaiting();
      stopLeading();
      await keeping.dispose();
      channel.close();
    },
  };
}

async function roomHere(): Promise<number | null> {
  const { usedBytes, mostBytes } = await readStorage(navigator);
  return usedBytes === null || mostBytes === null ? null : mostBytes - usedBytes;
}
