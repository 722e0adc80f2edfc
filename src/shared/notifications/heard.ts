/** Whether a person who has blocked somebody is told of this all the same. */
import type { NotificationKind, NotificationRecord } from './record.ts';

/** That a track is lost is told whoever took it away; and the staff speaks as the staff. */
const toldAnyway: ReadonlySet<NotificationKind> = new Set([
  'track.deleted',
  'member.removed',
  'ticket.answered',
  'announcement.published',
]);

/** @param isBlocked whether whoever is told has blocked this person */
export const isHeard = (
  { kind, actor }: Pick<NotificationRecord, 'kind' | 'actor'>,
  isBlocked: (userId: string) => boolean,
): boolean => actor === null || toldAnyway.has(kind) || !isBlocked(actor.id);
