/** One secret signs the sessions: given, or made once and kept beside the database. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { readIfThere, writeDurably } from '../storage/durable-files.ts';

/** @param dataDir exists and can be written */
export function keptSecret(dataDir: string): string {
  const path = join(dataDir, 'auth-secret');
  const kept = readIfThere(path)?.trim() ?? '';
  if (kept.length >= 32) return kept;
  const made = randomBytes(32).toString('base64url');
  writeDurably(path, `${made}\n`, 0o600);
  return made;
}
