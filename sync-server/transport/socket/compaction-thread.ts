/**
 * The thread behind the compactor: updates in, one snapshot out, made by a fresh document that
 * collects what was overwritten. Refuses to answer where the document would lose anything: the
 * snapshot must reach exactly the clocks that were acknowledged.
 */
import { parentPort } from 'node:worker_threads';
import * as Y from 'yjs';
import type { Clocks } from '../../storage/marks-store.ts';

export interface CompactionJob {
  readonly updates: readonly Uint8Array[];
  readonly clocks: Clocks;
}

export type CompactionAnswer = { readonly snapshot: Uint8Array } | { readonly fault: string };

function compact({ updates, clocks }: CompactionJob): CompactionAnswer {
  const doc = new Y.Doc();
  for (const update of updates) Y.applyUpdate(doc, update);
  const { pendingStructs, pendingDs } = doc.store;
  if (pendingStructs || pendingDs) return { fault: 'something is missing in what is stored' };
  const reached = Y.decodeStateVector(Y.encodeStateVector(doc));
  const isWhole =
    reached.size === clocks.size &&
    [...clocks].every(([client, clock]) => reached.get(client) === clock);
  if (!isWhole) return { fault: 'the stored clocks are not those of the document' };
  return { snapshot: Y.encodeStateAsUpdate(doc) };
}

parentPort?.on('message', (job: CompactionJob) => {
  try {
    parentPort?.postMessage(compact(job));
  } catch (error) {
    parentPort?.postMessage({ fault: String(error) });
  }
});
