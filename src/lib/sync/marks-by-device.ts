/** The stored document is read here for what each device of the account has said. */
import * as Y from 'yjs';
import { readMarksByDevice } from '#shared/marks/doc.ts';
import type { Marks } from '#shared/marks/marks.ts';

/** @param updates of the document, in order */
export function marksByDevice(updates: readonly Uint8Array[]): ReadonlyMap<string, Marks> {
  const doc = new Y.Doc();
  for (const update of updates) Y.applyUpdate(doc, update);
  const byDevice = readMarksByDevice(doc);
  doc.destroy();
  return byDevice;
}
