/** What the frames of y-protocols tell beside what they carry. */
import * as decoding from 'lib0/decoding';
import { messageYjsSyncStep1 } from 'y-protocols/sync';
import * as Y from 'yjs';

/**
 * What an update from the server proves to be on its disk. Its step 1 proves nothing: it counts in what
 * waits to be written.
 * @param decoder behind the type of the frame
 */
export function storedClocks(decoder: decoding.Decoder): ReadonlyMap<number, number> | null {
  try {
    if (decoding.readVarUint(decoder) === messageYjsSyncStep1) return null;
    return Y.parseUpdateMeta(decoding.readVarUint8Array(decoder)).to;
  } catch {
    return null;
  }
}
