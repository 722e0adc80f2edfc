/** This file decides what a row waits for, and until when: read is not resolved. */
import type { Awaited } from '#shared/notifications/kinds.ts';
import type { Invite, Reminder, Ticket, Track } from '#shared/workspace/entities.ts';
import { inviteStateAt } from '#shared/workspace/invite-fate.ts';

/** The subjects are what a row is about, as far as they are held. */
export interface Subjects {
  readonly invite: Invite | null;
  readonly reminder: Reminder | null;
  readonly ticket: Ticket | null;
  readonly track: Pick<Track, 'stage'> | null;
}

export function isOpen(
  awaits: Awaited | null,
  { invite, reminder, ticket, track }: Subjects,
  now: number,
): boolean {
  switch (awaits) {
    case 'invite':
      return invite !== null && inviteStateAt(invite, now) === 'pending';
    case 'reminder':
      return reminder !== null && reminder.dueAt !== null;
    case 'ticket':
      return ticket?.status === 'answered';
    case 'release':
      return track !== null && track.stage !== 'released';
    case null:
      return false;
  }
}
