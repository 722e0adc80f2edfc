/** From a row of the feed to what its component shows: words, time, where it leads, what can be done. */
import type { FeedRow } from '#lib/ports/feed.ts';
import { en, type Segment } from '#lib/words/en.ts';
import { notificationWords } from '#lib/words/notification.ts';
import { longTime, shortTime, type Here } from '#lib/words/time.ts';
import { kinds, type Category } from '#shared/notifications/kinds.ts';
import { inviteStateAt } from '#shared/tracks/entities.ts';

export interface RowView {
  readonly category: Category;
  readonly isHigh: boolean;
  readonly title: readonly Segment[];
  readonly message: string;
  readonly time: { readonly short: string; readonly long: string; readonly iso: string };
  /** The track and the place on it; null where a click leads nowhere (yet, or any more). */
  readonly target: { readonly trackId: string; readonly hash: string } | null;
  /** It has a track, which this device may not or does not hold. */
  readonly isTrackMissing: boolean;
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
    record.kind === 'comment.added' ? `comment-${record.data.commentId}` : (kind.target ?? '');
  const leads = record.track !== null && kind.target !== null && row.trackHeld;
  return {
    category: kind.category,
    isHigh: kind.priority === 'high',
    ...words,
    time: {
      short: shortTime(record.createdAt, now, here),
      long: longTime(record.createdAt, here),
      iso: new Date(record.createdAt).toISOString(),
    },
    target: leads && record.track ? { trackId: record.track.id, hash } : null,
    isTrackMissing: record.track !== null && !row.trackHeld && invite.inviteId === null,
    ...invite,
  };
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
  if (answer?.state === 'refused' && answer.code === 'already-member') {
    return { inviteId: null, outcome: outcomes['already-member'] };
  }
  return { inviteId: invite.id, outcome: null };
}
