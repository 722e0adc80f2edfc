/**
 * Brings the demo's sounds in as every file comes in: once its bytes lie whole among the uploads, they are
 * compared with their hash, kept, read, told to the workspace, and outlined.
 */
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { assert } from '#shared/base/assert.ts';
import type { Files } from '../files/create-files.ts';
import type { Announced } from '../files/ports.ts';

/** @returns the hash it is kept under, once it is part of its track */
export async function shareSound(
  { records, arrivals }: Pick<Files, 'records' | 'arrivals'>,
  said: Omit<Announced, 'size' | 'sha256'>,
  bytes: Uint8Array,
  at: number,
): Promise<string> {
  const { versionId } = said;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  await writeFile(records.partOf(versionId), bytes, { mode: 0o600 });
  records.set({ arrival: { ...said, size: bytes.length, sha256 }, createdAt: at });
  arrivals.poke(versionId);
  await arrivals.whenIdle();
  assert(records.get(versionId) === null, `the demo's ${said.name} was taken in`);
  return sha256;
}
