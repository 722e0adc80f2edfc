/**
 * A fate is whether a queued push goes out now, later or not at all. It is pure. What holds back an
 * interruption never touches the list: there the row is already.
 */
import { kinds, priorityOf } from '#shared/notifications/kinds.ts';
import { isHeard } from '#shared/notifications/heard.ts';
import type { Preferences } from '#shared/workspace/entities.ts';
import { isBlocked, isQuietAt, quietEndsAt } from '#shared/workspace/preferences.ts';
import type { NotificationRecord } from '#shared/notifications/record.ts';
import { pushLifetimeMs } from '#shared/workspace/limits.ts';
import type { PushJob } from '../storage/push-store.ts';

export type Fate =
  | { readonly kind: 'send' }
  | { readonly kind: 'drop' }
  | { readonly kind: 'wait'; readonly until: number; readonly isHeld: boolean };

export interface FateFacts {
  /** The record as it is now; null where it is gone. */
  readonly record: NotificationRecord | null;
  /** Neither read nor dismissed, as far as the person's devices have said. */
  readonly isUnread: boolean;
  readonly preferences: Preferences;
  /** A device of theirs is connected: perhaps they see the row right there. */
  readonly isConnected: boolean;
  readonly now: number;
  /** The time that they have for it. */
  readonly holdMs: number;
}

const [send, drop] = [{ kind: 'send' }, { kind: 'drop' }] as const;

export function fateOf(job: PushJob, facts: FateFacts): Fate {
  const { record, isUnread, isConnected, now, holdMs } = facts;
  const { categories, quietHours } = facts.preferences.push;
  if (!record || !isUnread || now >= job.queuedAt + pushLifetimeMs) return drop;
  if (!categories[kinds[record.kind].category]) return drop;
  // Blocking somebody stops what waits of theirs, too.
  if (!isHeard(record, (id) => isBlocked(facts.preferences, id))) return drop;
  if (isQuietAt(quietHours, now)) {
    const until = outlivesTheNight(record) ? quietEndsAt(quietHours, now) : null;
    return until === null ? drop : { kind: 'wait', until, isHeld: true };
  }
  const lookedAtBy = job.queuedAt + holdMs;
  return isConnected && now < lookedAtBy
    ? { kind: 'wait', until: lookedAtBy, isHeld: job.isHeld }
    : send;
}

/** Tells what matters in the morning too: what is urgent, and what one asked for oneself. */
const outlivesTheNight = (record: NotificationRecord): boolean =>
  priorityOf(record) === 'high' || kinds[record.kind].category === 'reminder';
