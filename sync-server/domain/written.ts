/**
 * How much one person may write: so much in a day, and so much that there is of theirs. What is written is
 * counted as it comes, and what there is only when that seems to be too much, as deleting and changing it
 * make room again. Whatever adds nothing is always taken, so that room can be made.
 */
import { err, ok, type Result } from '#shared/base/result.ts';
import { day, hour } from '#shared/base/time.ts';
import type { Command } from '#shared/workspace/commands.ts';
import { writtenBytesPerDay, writtenBytesPerUser } from '#shared/workspace/limits.ts';
import type { Written, WorkspaceTransaction } from '../storage/workspace-store.ts';

/** What a row takes beside its words, with what tells others of it. */
const bytesPerRow = 512;
/** Counting reads all of it. */
const countEveryMs = hour;
const tooMuch = err('account: too much written in all');

/** What makes a row, or more of one. */
const fields = ['title', 'notes', 'text', 'subject', 'name', 'email', 'secretHash', 'laterId'];

/** @returns how many bytes it adds; 0 where it only moves, ends or deletes what is there */
export function bytesWrittenBy({ name, args }: Command): number {
  // Whoever is pestered can always end it; that list has a bound of its own.
  if (name === 'person.block.v1') return 0;
  const isWriting = name === 'reminder.set.v1' || fields.some((field) => field in args);
  return isWriting ? Buffer.byteLength(JSON.stringify(args)) + bytesPerRow : 0;
}

/** @returns what is to be kept once it is written, or why it cannot be, for a developer */
export async function roomToWrite(
  tx: Pick<WorkspaceTransaction, 'written' | 'countWritten' | 'saveWritten'>,
  userId: string,
  bytes: number,
  at: number,
): Promise<Result<Written, string>> {
  const today = Math.floor(at / day);
  const before = await tx.written(userId);
  const dayBytes = (before.day === today ? before.dayBytes : 0) + bytes;
  if (dayBytes > writtenBytesPerDay) return err('account: too much written today');
  const after = { day: today, dayBytes, countedAt: before.countedAt, bytes: before.bytes + bytes };
  if (after.bytes <= writtenBytesPerUser) return ok(after);
  if (at - before.countedAt < countEveryMs) return tooMuch;
  const counted = await tx.countWritten(userId, bytesPerRow);
  await tx.saveWritten(userId, { ...before, bytes: counted, countedAt: at });
  const sum = counted + bytes;
  return sum > writtenBytesPerUser ? tooMuch : ok({ ...after, countedAt: at, bytes: sum });
}
