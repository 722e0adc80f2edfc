/** A row view is what a component shows of a row: words, time, where it leads, what it asks. */
import type { FeedRow } from '#lib/ports/feed.ts';
import type { SoundMoment } from '#shared/workspace/entities.ts';
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
  | {
      readonly page: 'track';
      readonly id: string;
      readonly hash: string;
      /** What is to be heard there. */
      readonly moment?: PlaceInSound;
    }
  | { readonly page: 'ticket'; readonly id: string }
  | { readonly page: 'notification'; readonly id: string }
  | { readonly page: 'reminders' };

export type PlaceInSound = Pick<SoundMoment, 'fileId' | 'versionId' | 'from'>;

/** A question is what a row asks while it waits: about what, and with which buttons. */
export interface Question {
  readonly about: Awaited;
  /** The id of the invite, reminder or ticket. */
  readonly id: string;
  /** When it asked, as the row says it; null where it asks once. */
  readonly askedAt: number | null;
  readonly actions: readonly Action[];
}

export interface Moment {
  readonly short: string;
  readonly long: string;
  readonly iso: string;
}

export interface RowView {
  readonly category: Category;
  readonly isHigh: boolean;
  readonly title: readonly Segment[];
  readonly message: string;
  readonly time: Moment;
  /** Null where a click leads nowhere (yet, or any more). */
  readonly target: Place | null;
  /** The words for a click that leads nowhere though there is a track; null where it leads on. */
  readonly explanation: string | null;
  readonly question: Question | null;
  /** Says how it was answered, or that the answer waits. */
  readonly outcome: string | null;
  /** When that was; null where it waits, and where nobody has said. */
  readonly endedAt: Moment | null;
}

export function rowView(row: FeedRow, now: number, here: Here): RowView {
  const { record } = row;
  const question = questionOf(row, now);
  const target = targetOf(row);
  const end = question ? null : endOf(row, now, here);
  const isWaiting = row.answer?.state === 'waiting';
  const outcome = end && (isWaiting ? `${end.text} · ${rowWords.waiting}` : end.text);
  const words = wordsOf(record, now, here, toldAtOf(row));
  return {
    // A kind this app does not know yet is shown as the system's.
    category: Object.hasOwn(kinds, record.kind) ? kinds[record.kind].category : 'system',
    isHigh: Object.hasOwn(kinds, record.kind) && priorityOf(record) === 'high',
    ...words,
    message: messageOf(row, words.message, question, outcome),
    time: momentOf(record.createdAt, shortTime(record.createdAt, now, here), here),
    target,
    explanation: target !== null || question !== null ? null : whyNot(row, now),
    question,
    outcome,
    endedAt:
      end === null || end.at === null || isWaiting
        ? null
        : momentOf(end.at, momentTime(end.at, now, here), here),
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

const momentOf = (at: number, short: string, here: Here): Moment => ({
  short,
  long: longTime(at, here),
  iso: isoTime(at),
});

/** A row is late if it came late and is still open: other devices of the person show it too. */
const toldAtOf = ({ record, reminder, receivedAt }: FeedRow): number =>
  reminder !== null && reminder.dueAt !== null
    ? Math.max(record.createdAt, receivedAt ?? 0)
    : record.createdAt;

function targetOf({ record, trackHeld }: FeedRow): Place | null {
  if (!Object.hasOwn(kinds, record.kind)) return null;
  const { target } = kinds[record.kind];
  const { data, track } = record;
  const moment = 'moment' in data ? placeIn(data.moment) : undefined;
  const onTrack = (hash: string): Place | null =>
    track !== null && trackHeld
      ? { page: 'track', id: track.id, hash, ...(moment && { moment }) }
      : null;
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

function placeIn(moment: SoundMoment | undefined): PlaceInSound | undefined {
  if (!moment) return undefined;
  const { fileId, versionId, from } = moment;
  return { fileId, versionId, from };
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

/** How a question ended, and when, where that is known. */
interface End {
  readonly text: string;
  readonly at: number | null;
}

function endOf({ record, invite, reminder, ticket }: FeedRow, now: number, here: Here): End | null {
  const { outcomes } = rowWords;
  switch (awaitedBy(record)) {
    case 'invite': {
      if (!invite) return null;
      const state = inviteStateAt(invite, now);
      if (state === 'pending') return null;
      const at = state === 'expired' ? invite.expiresAt : invite.answeredAt;
      return { text: rowWords.invite[state], at };
    }
    case 'reminder':
      if (!reminder) return null;
      if (reminder.endedAs !== null) {
        return { text: outcomes[reminder.endedAs], at: reminder.updatedAt };
      }
      // What was done of one that repeats may have been changed since.
      if (reminder.at === null || reminder.repeat !== null)
        return { text: outcomes.done, at: null };
      return { text: outcomes.snoozed(momentTime(reminder.at, now, here)), at: null };
    case 'ticket':
      return ticket && ticket.status !== 'answered'
        ? { text: outcomes[ticket.status], at: ticket.updatedAt }
        : null;
    default:
      return null;
  }
}
