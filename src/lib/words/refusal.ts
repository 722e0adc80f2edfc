/** A refused command in plain words: what was not sent, why, and the text that must not be lost. */
import type { RefusedCommand } from '#lib/ports/workspace.ts';
import { unreachable } from '#shared/base/assert.ts';
import type { Command } from '#shared/workspace/commands.ts';
import { refusedWords } from './en-refused.ts';

/** The same code means something else where it is not about a track. */
export function refusedWhy({ code, command: { name } }: RefusedCommand): string {
  const { why, whyTicket, whyAnnouncement, whyAnswer } = refusedWords;
  if (isAnswer(name)) return { ...why, ...whyAnswer }[code];
  if (name.startsWith('ticket.')) return { ...why, ...whyTicket }[code];
  if (name.startsWith('announcement.')) return { ...why, ...whyAnnouncement }[code];
  return why[code];
}

/** @param of a command, refused or waiting */
export function whatIs({ command }: { readonly command: Command }): string {
  const { what } = refusedWords;
  switch (command.name) {
    case 'track.create.v1':
    case 'track.rename.v1':
      return what[command.name](command.args);
    case 'invite.send.v1':
      return what[command.name](command.args);
    case 'comment.add.v1':
    case 'comment.edit.v1':
    case 'comment.edit.v2':
      return what[command.name](command.args);
    case 'reminder.set.v1':
      return what[command.name](command.args);
    case 'ticket.open.v1':
      return what[command.name](command.args);
    case 'announcement.publish.v1':
      return what[command.name](command.args);
    case 'reminder.cancel.v1':
    case 'reminder.done.v1':
    case 'ticket.reply.v1':
    case 'ticket.answer.v1':
    case 'ticket.feedback.v1':
    case 'invite.link.v1':
    case 'track.setStage.v1':
    case 'track.setDue.v1':
    case 'track.setNotes.v1':
    case 'track.delete.v1':
    case 'invite.accept.v1':
    case 'invite.decline.v1':
    case 'invite.revoke.v1':
    case 'member.remove.v1':
    case 'member.leave.v1':
    case 'comment.delete.v1':
    case 'preferences.set.v1':
      return what[command.name]();
    default:
      return unreachable(command);
  }
}

const isAnswer = (name: Command['name']): boolean =>
  name === 'invite.accept.v1' || name === 'invite.decline.v1';

/** Whether trying again could ever end otherwise. */
export const isHopeless = ({ code, command: { name } }: RefusedCommand): boolean =>
  code.startsWith('invite-') ||
  (isAnswer(name) && (code === 'already-member' || code === 'not-found'));

/** What the person typed, worth taking along. */
export function typedText(command: Command): string | null {
  switch (command.name) {
    case 'track.create.v1':
    case 'track.rename.v1':
      return command.args.title;
    case 'invite.send.v1':
      return command.args.email;
    case 'ticket.open.v1':
      return `${command.args.subject}\n\n${command.args.text}`;
    case 'announcement.publish.v1':
      return `${command.args.title}\n\n${command.args.text}`;
    default:
      break;
  }
  if ('text' in command.args) return command.args.text ?? null;
  if ('notes' in command.args) return command.args.notes;
  return null;
}
