/** From a row of the feed to what its component shows: words, time, where it leads, what can be done. */
import type { FeedRow } from '#lib/ports/feed.ts';
import { en, type Segment } from '#lib/words/en.ts';
import { notificationWords } from '#lib/words/notification.ts';
import { longTime, shortTime, type Here } from '#lib/words/time.ts';
import { kinds, type Category } from '#shared/notifications/kinds.ts';
import type { RefusalCode } from '#shared/protocol/errors.ts';
import { inviteStateAt } from '#shared/tracks/entities.ts';

export interface RowView {
  readonly category: Category;
  readonly isHigh: boolean;
  readonly title: readonly Segment[];
  readonly message: string;
  readonly time: { readonly short: string; readonly long: string; readonly iso: string };
  /** The track and the place on it; null where a click leads nowhere (yet, or any more). */
  readonly target: { readonly trackId: string; readonly hash: string } | null;
  /** What to say to a click that leads nowhere though there is a track; null where it leads on. */
  readonly explanation: string | null;
  /** Accept and decline are offered. */
  readonly inviteId: string | null;
  /** How the invite ended, or that the answer waits. */
  readonly outcome: string | null;
}

export function rowView(row: FeedRow, now: number, here: Here): RowView {
  const { record } = row;
  const kind = kinds[record.kind];
  const invite = inviteView(row, now);
  const words = notificationWords(record);
  const hash =
    'commentId' in record.data ? `comment-${record.data.commentId}` : (kind.target ?? '');
  const { track } = record;
  const target =
    track !== null && kind.target !== null && row.trackHeld ? { trackId: track.id, hash } : null;
  return {
    category: kind.category,
    isHigh: kind.priority === 'high',
    ...words,
    time: {
      short: shortTime(record.createdAt, now, here),
      long: longTime(record.createdAt, here),
      iso: new Date(record.createdAt).toISOString(),
    },
    target,
    explanation: target !== null || invite.inviteId !== null ? null : whyNot(row, now),
    ...invite,
  };
}

function whyNot({ record, invite, answer }: FeedRow, now: number): string | null {
  if (record.track === null) return null;
  if (record.kind !== 'invite.received' || !invite) return en.panel.trackGone;
  if (inviteStateAt(invite, now) !== 'accepted') return en.panel.notJoined;
  return answer?.state === 'waiting' ? en.panel.joinWaiting : en.panel.trackGone;
}

/** A refusal that says how the invite ended, before the change itself has arrived here. */
function endedBy(code: RefusalCode): keyof typeof en.panel.outcomes | null {
  switch (code) {
    case 'already-member':
      return 'already-member';
    case 'invite-accepted':
      return 'accepted';
    case 'invite-declined':
      return 'declined';
    case 'invite-revoked':
      return 'revoked';
    case 'invite-expired':
      return 'expired';
    default:
      return null;
  }
}

function inviteView(
  { record, invite, answer }: FeedRow,
  now: number,
): Pick<RowView, 'inviteId' | 'outcome'> {
  const none = { inviteId: null, outcome: null };
  if (record.kind !== 'invite.received' || !invite) return none;
  const { outcomes } = en.panel;
  const state = inviteStateAt(invite, now);
  if (state !== 'pending') {
    const waiting = answer?.state === 'waiting' ? ` · ${en.panel.waiting}` : '';
    return { inviteId: null, outcome: `${outcomes[state]}${waiting}` };
  }
  const ended = answer?.state === 'refused' ? endedBy(answer.code) : null;
  return ended
    ? { inviteId: null, outcome: outcomes[ended] }
    : { inviteId: invite.id, outcome: null };
}
