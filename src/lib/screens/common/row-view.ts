/** A row view is what a component shows of a row: words, time, where it leads, what it asks. */
import type { FeedRow } from '#lib/ports/feed.ts';
import type { Category } from '#shared/workspace/vocabulary.ts';
import type { Segment } from '#shared/words/en-notification.ts';
import { rowWords } from '#lib/words/en-notification.ts';
import { wordsOf } from '#shared/words/notification.ts';
import { isoTime, longTime, momentTime, shortTime, type Here } from '#shared/words/time.ts';
import { isOpen } from '#shared/notifications/awaited.ts';
import {
  awaitedBy,
  kinds,
  priorityOf,
  subjectOf,
  type Action,
  type Awaited,
} from '#shared/notifications/kinds.ts';
import { inviteStateAt } from '#shared/workspace/invite-fate.ts';
import { supportAnsweredAt } from '#shared/workspace/support-answer.ts';

/** A page, and the place on it. */
export type Place =
  | { readonly page: 'track'; readonly id: string; readonly hash: string }
  | { readonly page: 'ticket'; readonly id: string }
  | { readonly page: 'notification'; readonly id: string }
  | { readonly page: 'reminders' };

/** A question is what a row asks while it waits: about what, and with which buttons. */
export interface Question {
  readonly about: Awaited;
  /** The id of the invite, reminder or ticket. */
  readonly id: string;
  /** When it asked, as the row says it; null where it asks once. */
  readonly askedAt: number | null;
  readonly actions: readonly Action[];
}

export interface RowView {
  readonly category: Category;
  readonly isHigh: boolean;
  readonly title: readonly Segment[];
  readonly message: string;
  readonly time: { readonly short: string; readonly long: string; readonly iso: string };
  /** Null where a click leads nowhere (yet, or any more). */
  readonly target: Place | null;
  /** The words for a click that leads nowhere though there is a track; null where it leads on. */
  readonly explanation: string | null;
  readonly question: Question | null;
  /** Says how it was answered, or that the answer waits. */
  readonly outcome: string | null;
}

export function rowView(row: FeedRow, now: number, here: Here): RowView {
  const { record } = row;
  const question = questionOf(row, now);
  const target = targetOf(row);
  const outcome = question ? null : outcomeOf(row, now, here);
  const words = wordsOf(record, now, here, toldAtOf(row));
  return {
    // A kind this app does not know yet is shown as the system's.
    category: Object.hasOwn(kinds, record.kind) ? kinds[record.kind].category : 'system',
    isHigh: Object.hasOwn(kinds, record.kind) && priorityOf(record) === 'high',
    ...words,
    message: messageOf(row, words.message, question, outcome),
    time: {
      short: shortTime(record.createdAt, now, here),
      long: longTime(record.createdAt, here),
      iso: isoTime(record.createdAt),
    },
    target,
    explanation: target !== null || question !== null ? null : whyNot(row, now),
    question,
    outcome,
  };
}

function messageOf(
  { record, answer }: FeedRow,
  message: string,
  question: Question | null,
  outcome: string | null,
): string {
  // Once answered, an invite no longer says what accepting would do.
  if (awaitedBy(record) === 'invite' && outcome !== null) return '';
  return question !== null && answer?.state === 'overtaken'
    ? `${message} · ${rowWords.overtaken}`
    : message;
}

/** A row is late if it came late and is still open: other devices of the person show it too. */
const toldAtOf = ({ record, reminder, receivedAt }: FeedRow): number =>
  reminder !== null && reminder.dueAt !== null
    ? Math.max(record.createdAt, receivedAt ?? 0)
    : record.createdAt;

function targetOf({ record, trackHeld }: FeedRow): Place | null {
  if (!Object.hasOwn(kinds, record.kind)) return null;
  const { target } = kinds[record.kind];
  const { data, track } = record;
  const onTrack = (hash: string): Place | null =>
    track !== null && trackHeld ? { page: 'track', id: track.id, hash } : null;
  if (target === null) return null;
  if (target === 'ticket') return 'ticketId' in data ? { page: 'ticket', id: data.ticketId } : null;
  const comment = 'commentId' in data && data.commentId !== null ? data.commentId : null;
  if (target !== 'origin') return onTrack(comment === null ? target : `comment-${comment}`);
  if ('notificationId' in data && data.notificationId !== null) {
    return { page: 'notification', id: data.notificationId };
  }
  if (track === null) return { page: 'reminders' };
  return onTrack(comment === null ? 'reminders' : `comment-${comment}`);
}

function whyNot({ record, invite, answer }: FeedRow, now: number): string | null {
  const leadsNowhere = Object.hasOwn(kinds, record.kind) && kinds[record.kind].target === null;
  if (record.track === null || leadsNowhere) return null;
  if (awaitedBy(record) !== 'invite' || !invite) return rowWords.trackGone;
  const state = inviteStateAt(invite, now);
  if (state === 'accepted' && answer?.state === 'waiting') return rowWords.joinWaiting;
  const wasThere = state === 'accepted' || state === 'already-member' || state === 'track-deleted';
  return wasThere ? rowWords.trackGone : rowWords.notJoined;
}

function questionOf(row: FeedRow, now: number): Question | null {
  const { record } = row;
  const about = awaitedBy(record);
  const id = subjectOf(record);
  if (about === null || id === null || !isOpen(about, { ...row, track: null }, now)) return null;
  return { about, id, askedAt: askedAtOf(row), actions: kinds[record.kind].actions };
}

/** An invite asks once. */
function askedAtOf({ record, ticket }: FeedRow): number | null {
  if (record.kind === 'reminder.due') return record.data.dueAt;
  return record.kind === 'ticket.answered' && ticket ? supportAnsweredAt(ticket) : null;
}

function outcomeOf(row: FeedRow, now: number, here: Here): string | null {
  const outcome = endOf(row, now, here);
  if (outcome === null) return null;
  return row.answer?.state === 'waiting' ? `${outcome} · ${rowWords.waiting}` : outcome;
}

function endOf(
  { record, invite, reminder, ticket }: FeedRow,
  now: number,
  here: Here,
): string | null {
  const { outcomes } = rowWords;
  switch (awaitedBy(record)) {
    case 'invite': {
      if (!invite) return null;
      const state = inviteStateAt(invite, now);
      return state === 'pending' ? null : rowWords.invite[state];
    }
    case 'reminder':
      if (!reminder) return null;
      if (reminder.endedAs !== null) return outcomes[reminder.endedAs];
      if (reminder.at === null || reminder.repeat !== null) return outcomes.done;
      return outcomes.snoozed(momentTime(reminder.at, now, here));
    case 'ticket':
      return ticket && ticket.status !== 'answered' ? outcomes[ticket.status] : null;
    default:
      return null;
  }
}
