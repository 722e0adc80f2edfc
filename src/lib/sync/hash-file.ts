/**
 * The hash of a file that may be larger than memory. Each piece is read by the browser beside us, so that
 * between two of them others are drawn and heard, also in a tab in the background, whose timers sleep.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { UploadRefused } from './upload-faults.ts';

/** Some milliseconds of a phone. */
const pieceBytes = 512 * 1_024;

/**
 * @param onRead told how many bytes were read so far
 * @returns in lower-case hex
 * @throws UploadRefused where it cannot be read any more, or is not what it was; the signal's reason
 */
export async function hashFile(
  file: Blob,
  signal: AbortSignal,
  onRead: (bytes: number) => void,
): Promise<string> {
  const hash = sha256.create();
  for (let from = 0; from < file.size; from += pieceBytes) {
    signal.throwIfAborted();
    hash.update(await read(file, from, Math.min(pieceBytes, file.size - from)));
    onRead(from);
  }
  return bytesToHex(hash.digest());
}

/** Tells whether it can still be read where it would be sent from. @throws UploadRefused */
export async function lookAt(file: Blob, from: number): Promise<void> {
  await read(file, from, Math.min(1, file.size - from));
}

async function read(file: Blob, from: number, bytes: number): Promise<Uint8Array> {
  const piece = await file
    .slice(from, from + bytes)
    .arrayBuffer()
    .catch(() => null);
  // Some browsers say so where it was moved or changed; from others less comes than there was.
  if (piece?.byteLength !== bytes) throw new UploadRefused('unreadable');
  return new Uint8Array(piece);
}
