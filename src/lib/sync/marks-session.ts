/**
 * The leader's marks document: loaded from this device, written from its lanes, read into them. A
 * session has a client id of its own, listed before first use and never used again. The lanes stay the
 * truth on this device; the document is how they travel. So what reaches the network before it is
 * stored here cannot fork history: it would come back like anybody else's.
 */
import * as Y from 'yjs';
import { within } from '#shared/base/within.ts';
import type { MarksDisk, Said, SessionStart } from '#lib/storage/marks-disk.ts';
import { second } from '#shared/base/time.ts';
import { foldOwnSessions, readDocMarks, writeExcess } from '#shared/marks/doc.ts';
import { readDocRecords, writeRecords } from '#shared/marks/doc-records.ts';
import { emptyMarks } from '#shared/marks/marks.ts';
import { carriedEntries, carryEntries } from '#shared/marks/renewal.ts';

export interface MarksSession {
  readonly doc: Y.Doc;
  /** Of this document; null before the first contact. */
  generation(): string | null;
  /** A connection began: what was acknowledged holds for this epoch and generation only. */
  greeted(epoch: string, generation: string): void;
  /**
   * Whether no part of the document waits for another. One that still does when the server's state has
   * come, and had to be sent anyway, would wait for ever: it is to be dropped.
   */
  isWhole(): boolean;
  /** The document holds what the server has. */
  synced(): void;
  /** The server has these on disk; where that is all of the document, the lanes in it are durable. */
  stored(clocks: ReadonlyMap<number, number>): void;
  /** Resolves when all that was said so far is on disk. */
  dispose(): Promise<void>;
  /**
   * The server has another document, or this one cannot be made whole: ends, and drops this one.
   * Nothing that was said is lost; the next session writes into the new document whatever that lacks.
   */
  drop(): Promise<void>;
}

/** A disk that answers later has a fault, which it tells. */
const hearMs = 5 * second;
/** More stored updates than this become one. */
const updatesMost = 50;

export interface MarksSessionOptions {
  /** One of many that say little or nothing: folding is left to a longer one. */
  readonly isBrief?: boolean;
  readonly newDocument?: () => Y.Doc;
}

export async function openMarksSession(
  disk: MarksDisk,
  report: (error: unknown) => void,
  { isBrief = false, newDocument = () => new Y.Doc() }: MarksSessionOptions = {},
): Promise<MarksSession> {
  const { doc, start } = await loadDocument(disk, newDocument);
  const { device, clients } = start;
  let { epoch, generation, carried } = start;
  const serverClocks = new Map<number, number>();
  const queue = createQueue(report);
  await disk.join(saidIn(doc));
  keepUpdates(doc, start, disk, queue);
  if (!isBrief) doc.transact(() => foldOwnSessions(doc, device, clients), device);

  let said: Said = { marks: emptyMarks, records: [] };
  // An empty document takes the server's state first: what is there need not be said again.
  let mayWrite = start.updates.length > 0;
  const write = () => {
    if (!mayWrite) return;
    doc.transact(() => {
      writeExcess(doc, device, said.marks);
      writeRecords(doc, said.records);
    }, device);
  };
  let isHeard = (): void => undefined;
  const heard = new Promise<void>((resolve) => {
    isHeard = resolve;
  });
  const unsubscribe = disk.said().subscribe((next) => {
    said = next;
    write();
    isHeard();
  });
  // One that is over soon says what was said before it began.
  if (isBrief) await within(hearMs, heard);

  const keepDurable = async () => {
    for (const [client, clock] of Y.decodeStateVector(Y.encodeStateVector(doc))) {
      if ((serverClocks.get(client) ?? 0) < clock) return;
    }
    await disk.joinDurable(readDocMarks(doc), epoch, generation);
  };
  const dispose = async () => {
    unsubscribe();
    doc.destroy();
    await queue.whenIdle();
  };

  return {
    doc,
    generation: () => generation,
    isWhole: () => isWhole(doc),
    greeted(nextEpoch, nextGeneration) {
      if (epoch === nextEpoch && generation === nextGeneration) return;
      [epoch, generation] = [nextEpoch, nextGeneration];
      serverClocks.clear();
      queue.add(() => disk.greet(nextEpoch, nextGeneration));
    },
    synced() {
      mayWrite = true;
      if (carried.length > 0) {
        const entries = carried;
        carried = [];
        doc.transact(() => carryEntries(doc, entries), device);
        // After the update that holds them.
        queue.add(() => disk.forgetCarried());
      }
      write();
    },
    stored(clocks) {
      for (const [client, clock] of clocks) {
        serverClocks.set(client, Math.max(serverClocks.get(client) ?? 0, clock));
      }
      queue.add(keepDurable);
    },
    dispose,
    async drop() {
      await dispose();
      await disk.dropDocument(saidIn(doc), carriedEntries(doc, clients));
    },
  };
}

const saidIn = (doc: Y.Doc): Said => ({ marks: readDocMarks(doc), records: readDocRecords(doc) });

const isWhole = ({ store }: Y.Doc): boolean =>
  store.pendingStructs === null && store.pendingDs === null;

/** From the stored updates, should they fit together: a part may have been lost with its leader. */
async function loadDocument(disk: MarksDisk, newDocument: () => Y.Doc) {
  const doc = newDocument();
  const start = await disk.begin(doc.clientID);
  for (const update of start.updates) Y.applyUpdate(doc, update);
  // A leader that had lost the lead may have added what belongs to another document.
  if (isWhole(doc)) return { doc, start };
  await disk.dropDocument(saidIn(doc), carriedEntries(doc, start.clients));
  const fresh = newDocument();
  return { doc: fresh, start: await disk.begin(fresh.clientID) };
}

/** What changes in the document goes to the disk; what others said in it, into the lanes as well. */
function keepUpdates(doc: Y.Doc, start: SessionStart, disk: MarksDisk, queue: Queue): void {
  let updateCount = start.updates.length;
  let isJoining = false;
  doc.on('update', (update: Uint8Array, origin: unknown) => {
    updateCount += 1;
    if (updateCount <= updatesMost) queue.add(() => disk.addUpdate(update));
    else {
      updateCount = 1;
      queue.add(() => disk.replaceUpdates(Y.encodeStateAsUpdate(doc)));
    }
    // Ours comes from the lanes; what others said goes into them, a burst of it at once.
    if (origin === start.device || isJoining) return;
    isJoining = true;
    queue.add(() => {
      isJoining = false;
      return disk.join(saidIn(doc));
    });
  });
}

type Queue = ReturnType<typeof createQueue>;

/** One after the other; a failure is told, and the next goes on. */
function createQueue(report: (error: unknown) => void) {
  let last: Promise<unknown> = Promise.resolve();
  return {
    add(work: () => PromiseLike<unknown>): void {
      last = last.then(work).catch(report);
    },
    whenIdle: (): Promise<unknown> => last,
  };
}
