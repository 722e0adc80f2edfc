/** The buttons of a row send these commands. "Snooze" asks for a time first, see SnoozeMenu. */
import type { Action } from '#shared/notifications/kinds.ts';
import type { Command } from '#shared/workspace/commands.ts';

export type Answer = Exclude<Action, 'snooze'>;

const commands: { readonly [Each in Answer]: (id: string) => Command } = {
  accept: (inviteId) => ({ name: 'invite.accept.v1', args: { inviteId } }),
  decline: (inviteId) => ({ name: 'invite.decline.v1', args: { inviteId } }),
  done: (reminderId) => ({ name: 'reminder.done.v1', args: { reminderId } }),
  resolved: (ticketId) => ({ name: 'ticket.answer.v1', args: { ticketId, answer: 'resolved' } }),
  'still-open': (ticketId) => ({
    name: 'ticket.answer.v1',
    args: { ticketId, answer: 'still-open' },
  }),
  'not-needed': (ticketId) => ({
    name: 'ticket.answer.v1',
    args: { ticketId, answer: 'not-needed' },
  }),
};

/** @param id of what is answered */
export const commandOf = (answer: Answer, id: string): Command => commands[answer](id);
