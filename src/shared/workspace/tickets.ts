/**
 * Support tickets: who may say what in one, and what a command makes of it.
 * Seen by its author and by support.
 */
import type { RefusalCode } from './refusals.ts';
import type { TicketStatus } from './vocabulary.ts';
import { messagesPerTicket } from './limits.ts';
import type { CommandAbout } from './command-kinds.ts';
import type { Ticket, TicketMessage } from './entities.ts';
import { supportAnsweredAt } from './support-answer.ts';
import { withEntry, type Circumstances, type Workspace } from './slice.ts';

type TicketCommand = CommandAbout<'ticket'>;

export function refuseTicket(
  workspace: Workspace,
  command: TicketCommand,
  { actor, isSupport = false }: Circumstances,
): RefusalCode | null {
  const ticket = workspace.tickets.get(command.args.ticketId);
  if (command.name === 'ticket.open.v1') return ticket ? 'id-taken' : null;
  const isAuthor = ticket?.authorId === actor.userId;
  if (!ticket || !(isAuthor || isSupport)) return 'not-found';
  const isFeedback = command.name === 'ticket.feedback.v1';
  if (isFeedback ? !isSupport : !isAuthor) return 'not-allowed';
  if (command.name === 'ticket.answer.v1') {
    const { askedAt } = command.args;
    const answeredAt = supportAnsweredAt(ticket);
    if (askedAt !== undefined && answeredAt !== null && answeredAt > askedAt) return 'asked-again';
  }
  const isFull = 'text' in command.args && ticket.messages.length >= messagesPerTicket;
  return isFull ? 'limit-reached' : null;
}

export function reduceTicket(
  workspace: Workspace,
  command: TicketCommand,
  { actor, at }: Circumstances,
): Workspace {
  const { args } = command;
  const said = (text: string, isSupport: boolean): TicketMessage => ({
    authorId: actor.userId,
    authorName: actor.name,
    isSupport,
    text,
    at,
  });
  const put = (ticket: Ticket): Workspace => ({
    ...workspace,
    tickets: withEntry(workspace.tickets, ticket.id, ticket),
  });
  if (command.name === 'ticket.open.v1') {
    return put({
      id: args.ticketId,
      authorId: actor.userId,
      authorName: actor.name,
      subject: command.args.subject,
      status: 'open',
      messages: [said(command.args.text, false)],
      createdAt: at,
      updatedAt: at,
    });
  }
  const ticket = workspace.tickets.get(args.ticketId);
  if (!ticket) return workspace;
  const changed = (status: TicketStatus, message?: TicketMessage): Workspace =>
    put({
      ...ticket,
      status,
      messages: message ? [...ticket.messages, message] : ticket.messages,
      updatedAt: at,
    });
  switch (command.name) {
    case 'ticket.reply.v1':
      return changed('open', said(command.args.text, false));
    case 'ticket.feedback.v1':
      return changed('answered', said(command.args.text, true));
    case 'ticket.answer.v1': {
      const status = statusAfter[command.args.answer];
      return status === ticket.status ? workspace : changed(status);
    }
  }
}

const statusAfter = {
  resolved: 'resolved',
  'still-open': 'open',
  'not-needed': 'not-needed',
} as const;
