/**
 * The leader's marks document: loaded from this device, written from its lanes, read into them. A
 * session has a client id of its own, listed before first use and never used again. The lanes stay the
 * truth on this device; the document is how they travel. So what reaches the network before it is
 * stored here cannot fork history: it would come back like anybody else's.
 */
import { liveQuery } from 'dexie';
import * as Y from 'yjs';
import { readMeta, type ActsDatabase } from '#lib/storage/acts-database.ts';
import { joinIntoDurable, joinIntoLanes } from '#lib/storage/lanes.ts';
import { readLanes } from '#lib/storage/read-lanes.ts';
import { foldOwnSessions, readDocMarks, writeExcess } from '#shared/marks/doc.ts';
import { emptyMarks, type Marks } from '#shared/marks/marks.ts';

export interface MarksSession {
  readonly doc: Y.Doc;
  /** Of this document; null before the first contact. */
  generation(): string | null;
  /** A connection began: what was acknowledged holds for this epoch and generation only. */
  greeted(epoch: string, generation: string): void;
  /** The document holds what the server has. */
  synced(): void;
  /** The server has these on disk; where that is all of the document, the lanes in it are durable. */
  stored(clocks: ReadonlyMap<number, number>): void;
  /** Resolves when all that was said so far is on disk. */
  dispose(): Promise<void>;
}

/** More stored updates than this become one. */
const updatesMost = 50;

export async function openMarksSession(
  acts: ActsDatabase,
  report: (error: unknown) => void,
): Promise<MarksSession> {
  const { device, ...meta } = await readMeta(acts);
  let { epoch, generation } = meta;
  const { doc, updateCount: loaded } = await loadDocument(acts);
  await acts.sessions.put({ client: doc.clientID });
  const serverClocks = new Map<number, number>();
  const queue = createQueue(report);

  await joinIntoLanes(acts, readDocMarks(doc));

  let updateCount = loaded;
  let isJoining = false;
  doc.on('update', (update: Uint8Array, origin: unknown) => {
    updateCount += 1;
    if (updateCount <= updatesMost) queue.add(() => acts.updates.add({ update }));
    else {
      updateCount = 1;
      queue.add(() => compact(acts, doc));
    }
    // Ours comes from the lanes; what others said goes into them, a burst of it at once.
    if (origin === device || isJoining) return;
    isJoining = true;
    queue.add(() => {
      isJoining = false;
      return joinIntoLanes(acts, readDocMarks(doc));
    });
  });
  const clients = new Set(await acts.sessions.toCollection().primaryKeys());
  doc.transact(() => foldOwnSessions(doc, device, clients), device);

  let lanes: Marks = emptyMarks;
  // An empty document takes the server's state first: what is there need not be said again.
  let mayWrite = loaded > 0;
  const write = () => {
    if (mayWrite) doc.transact(() => writeExcess(doc, device, lanes), device);
  };
  const subscription = liveQuery(() => readLanes(acts.lanes)).subscribe({
    next: (marks) => {
      lanes = marks;
      write();
    },
    error: report,
  });

  const keepDurable = async () => {
    for (const [client, clock] of Y.decodeStateVector(Y.encodeStateVector(doc))) {
      if ((serverClocks.get(client) ?? 0) < clock) return;
    }
    await joinIntoDurable(acts, readDocMarks(doc));
  };

  return {
    doc,
    generation: () => generation,
    greeted(nextEpoch, nextGeneration) {
      if (epoch === nextEpoch && generation === nextGeneration) return;
      [epoch, generation] = [nextEpoch, nextGeneration];
      serverClocks.clear();
      queue.add(() => keepGreeting(acts, nextEpoch, nextGeneration));
    },
    synced() {
      mayWrite = true;
      write();
    },
    stored(clocks) {
      for (const [client, clock] of clocks) {
        serverClocks.set(client, Math.max(serverClocks.get(client) ?? 0, clock));
      }
      queue.add(keepDurable);
    },
    async dispose() {
      subscription.unsubscribe();
      doc.destroy();
      await queue.settled();
    },
  };
}

/** From the stored updates, should they fit together: a part may have been lost with its leader. */
async function loadDocument(acts: ActsDatabase) {
  const doc = new Y.Doc();
  const updates = await acts.updates.orderBy('order').toArray();
  for (const { update } of updates) Y.applyUpdate(doc, update);
  if (doc.store.pendingStructs === null) return { doc, updateCount: updates.length };
  doc.destroy();
  await acts.updates.clear();
  return { doc: new Y.Doc(), updateCount: 0 };
}

/** One after the other; a failure is told, and the next goes on. */
function createQueue(report: (error: unknown) => void) {
  let last: Promise<unknown> = Promise.resolve();
  return {
    add(work: () => PromiseLike<unknown>): void {
      last = last.then(work).catch(report);
    },
    settled: (): Promise<unknown> => last,
  };
}

/** Old updates become one state, without what was overwritten. */
async function compact(acts: ActsDatabase, doc: Y.Doc): Promise<void> {
  await acts.transaction('rw', acts.updates, async () => {
    await acts.updates.clear();
    await acts.updates.add({ update: Y.encodeStateAsUpdate(doc) });
  });
}

/** Where the server began anew, nothing counts as acknowledged until it says so again. */
function keepGreeting(acts: ActsDatabase, epoch: string, generation: string): Promise<void> {
  return acts.transaction('rw', acts.durable, acts.meta, async () => {
    const meta = await readMeta(acts);
    await acts.durable.clear();
    await acts.meta.put({ ...meta, epoch, generation });
  });
}

/**
 * The server replaced the document: drop ours, keep every act. The lanes hold all that was ever said
 * here; the next session writes into the new document whatever that lacks. What was acknowledged is
 * known for one generation only.
 */
export function dropDocument(acts: ActsDatabase): Promise<void> {
  return acts.transaction('rw', acts.updates, acts.durable, acts.meta, async () => {
    const meta = await readMeta(acts);
    await acts.updates.clear();
    await acts.durable.clear();
    await acts.meta.put({ ...meta, generation: null });
  });
}
