/** The buttons of a row send these commands. "Snooze" asks for a time first, see SnoozeMenu. */
import type { Action } from '#shared/notifications/kinds.ts';
import type { Command } from '#shared/workspace/commands.ts';

export type Answer = Exclude<Action, 'snooze'>;

/** What is answered, as the person saw it. */
export interface Asked {
  /** Of the invite, the reminder, the ticket. */
  readonly id: string;
  /** What asks again under the same id is answered only as it was asked then; null where none does. */
  readonly askedAt: number | null;
}

export function commandOf(answer: Answer, { id, askedAt }: Asked): Command {
  const asked = askedAt === null ? {} : { askedAt };
  switch (answer) {
    case 'accept':
      return { name: 'invite.accept.v1', args: { inviteId: id } };
    case 'decline':
      return { name: 'invite.decline.v1', args: { inviteId: id } };
    case 'done':
      return { name: 'reminder.done.v1', args: { reminderId: id, ...asked } };
    case 'resolved':
    case 'still-open':
    case 'not-needed':
      return { name: 'ticket.answer.v1', args: { ticketId: id, answer, ...asked } };
  }
}
