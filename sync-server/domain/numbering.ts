/**
 * What the number of a command says whose id is not known. Each device counts its commands, and no number
 * at or below its last runs anything. Outcomes are dropped by age, and the numbering remembers the highest
 * number that lost its outcome so: above it every outcome is there, and whoever has none never ran.
 */
import { numberedDevicesPerUser } from '#shared/workspace/limits.ts';
import type { SentCommand } from '#shared/protocol/messages.ts';
import type { WorkspaceReading } from '../storage/workspace-store.ts';

export type Standing =
  /** It has never run, and may. */
  | 'next'
  /** It has never run, and never will under this number. */
  | 'passed'
  /** It may have run: its outcome may have been dropped. */
  | 'forgotten'
  /** There is no room to remember what this device has sent. */
  | 'no-room';

type Numbers = Pick<WorkspaceReading, 'numbering' | 'countNumbered' | 'outcome'>;

/** @returns where a command of an unknown id stands, and the last number of its device */
export async function standingOf(
  tx: Numbers,
  userId: string,
  { device, n }: SentCommand,
): Promise<{ readonly standing: Standing; readonly last: number }> {
  const { last, forgotten } = await tx.numbering(userId, device);
  if (n <= forgotten) return { standing: 'forgotten', last };
  if (n <= last) return { standing: 'passed', last };
  const isFull = last === 0 && (await tx.countNumbered(userId)) >= numberedDevicesPerUser;
  return { standing: isFull ? 'no-room' : 'next', last };
}

/** Finds those that have never run and never will, so that they may have other numbers. */
export async function neverRan(
  tx: Numbers,
  userId: string,
  commands: readonly SentCommand[],
): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const sent of commands) {
    if (await tx.outcome(userId, sent.id)) continue;
    const { standing } = await standingOf(tx, userId, sent);
    if (standing === 'passed') ids.push(sent.id);
  }
  return ids;
}
