/**
 * The leader's marks document: loaded from this device, written from its lanes, read into them. A
 * session has a client id of its own, listed before first use and never used again. The lanes stay the
 * truth on this device; the document is how they travel.
 */
import { liveQuery } from 'dexie';
import * as Y from 'yjs';
import type { ActsDatabase } from '#lib/storage/acts-database.ts';
import { joinIntoLanes, readLanes, writeLanes } from '#lib/storage/lanes.ts';
import { assert } from '#shared/base/assert.ts';
import { foldOwnSessions, readDocMarks, writeExcess } from '#shared/marks/doc.ts';
import { joinMarks } from '#shared/marks/marks.ts';

export interface MarksSession {
  readonly doc: Y.Doc;
  readonly generation: string | null;
  /** A connection began: what was acknowledged holds for this epoch and generation only. */
  greeted(epoch: string, generation: string): void;
  /** The server has these; where it has all of the document, the lanes in it are durable. */
  serverHas(clocks: ReadonlyMap<number, number>): void;
  /** Resolves when all that was said so far is on disk. */
  dispose(): Promise<void>;
}

/** More stored updates than this become one. */
const updatesMost = 50;

export async function openMarksSession(
  acts: ActsDatabase,
  report: (error: unknown) => void,
): Promise<MarksSession> {
  const meta = await acts.meta.get('device');
  assert(meta, 'a device has its meta before it leads');
  const { device, generation } = meta;
  const doc = new Y.Doc();
  await acts.sessions.put({ client: doc.clientID });
  const serverClocks = new Map<number, number>();
  let pending: Promise<unknown> = Promise.resolve();
  /** One after the other, and a failure is told, not lost. */
  const enqueue = (work: () => Promise<unknown>) => {
    pending = pending.then(work).catch(report);
  };

  for (const { update } of await acts.updates.orderBy('order').toArray())
    Y.applyUpdate(doc, update);
  await joinIntoLanes(acts, readDocMarks(doc));

  doc.on('update', (update: Uint8Array, origin: unknown) => {
    enqueue(() => acts.updates.add({ update }));
    // Ours comes from the lanes; what others said goes into them.
    if (origin !== device) enqueue(() => joinIntoLanes(acts, readDocMarks(doc)));
  });
  const clients = new Set(await acts.sessions.toCollection().primaryKeys());
  doc.transact(() => foldOwnSessions(doc, device, clients), device);
  await compact(acts, doc);

  const subscription = liveQuery(() => readLanes(acts.lanes)).subscribe({
    next: (marks) => {
      doc.transact(() => writeExcess(doc, device, marks), device);
    },
    error: report,
  });

  const keepDurable = async () => {
    for (const [client, clock] of Y.decodeStateVector(Y.encodeStateVector(doc))) {
      if ((serverClocks.get(client) ?? 0) < clock) return;
    }
    const stored = readDocMarks(doc);
    await acts.transaction('rw', acts.durable, async () => {
      await writeLanes(acts.durable, joinMarks(await readLanes(acts.durable), stored));
    });
  };

  return {
    doc,
    generation,
    greeted(epoch, generation) {
      serverClocks.clear();
      enqueue(() => keepGreeting(acts, epoch, generation));
    },
    serverHas(clocks) {
      for (const [client, clock] of clocks) {
        serverClocks.set(client, Math.max(serverClocks.get(client) ?? 0, clock));
      }
      enqueue(keepDurable);
    },
    async dispose() {
      subscription.unsubscribe();
      doc.destroy();
      await pending;
    },
  };
}

/** Old updates become one state, without what was overwritten. */
async function compact(acts: ActsDatabase, doc: Y.Doc): Promise<void> {
  await acts.transaction('rw', acts.updates, async () => {
    if ((await acts.updates.count()) <= updatesMost) return;
    const update = Y.encodeStateAsUpdate(doc);
    await acts.updates.clear();
    await acts.updates.add({ update });
  });
}

/** Where the server began anew, nothing counts as acknowledged until it says so again. */
function keepGreeting(acts: ActsDatabase, epoch: string, generation: string): Promise<void> {
  return acts.transaction('rw', acts.durable, acts.meta, async () => {
    const meta = await acts.meta.get('device');
    assert(meta, 'a device has its meta before it leads');
    if (meta.epoch === epoch && meta.generation === generation) return;
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
    const meta = await acts.meta.get('device');
    assert(meta, 'a device has its meta before it leads');
    await acts.updates.clear();
    await acts.durable.clear();
    await acts.meta.put({ ...meta, generation: null });
  });
}
