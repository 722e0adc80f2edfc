/**
 * Where the words of a command were typed: the places of their drafts, see Draft. A refused command
 * gives them back there.
 */
import type { RefusedCommand } from '#lib/ports/workspace.ts';
import type { Place } from './row-view.ts';
import type { Command, CommandArgs } from '#shared/workspace/commands.ts';

type Words = Readonly<Record<string, string>>;
const none: Words = {};

/** @returns the words by place; none where nothing was typed */
export function typedPlaces({ name, args }: Command): Words {
  switch (name) {
    case 'track.create.v1':
      return { 'track-title': args.title };
    case 'track.rename.v1':
      return { [`track-title/${args.trackId}`]: args.title };
    case 'track.setNotes.v1':
      return { [`notes/${args.trackId}`]: args.notes };
    case 'track.setDue.v1':
      return args.dueOn === null
        ? none
        : { [`due/${args.trackId}`]: dueText(args.dueOn, args.time ?? '') };
    case 'invite.send.v1':
      return { [`invite/${args.trackId}`]: args.email };
    case 'comment.add.v1':
      return {
        [args.replyTo === undefined ? `comment/${args.trackId}` : `reply/${args.replyTo}`]:
          args.text,
      };
    case 'comment.edit.v1':
    case 'comment.edit.v2':
      return { [`comment-edit/${args.commentId}`]: args.text };
    case 'file.rename.v1':
      return { [`file-name/${args.fileId}`]: args.name };
    case 'reminder.set.v1':
      return reminderWords(args);
    case 'ticket.open.v1':
      return { 'ticket-subject': args.subject, 'ticket-text': args.text };
    case 'ticket.reply.v1':
    case 'ticket.feedback.v1':
      return { [`ticket/${args.ticketId}`]: args.text };
    case 'announcement.publish.v1':
      return {
        'announcement-title': args.title,
        'announcement-text': args.text,
        'announcement-to': args.to?.join('\n') ?? '',
      };
    default:
      return none;
  }
}

/** @returns where the words of a refused command stand again; null where that is no place of a page */
export function placeOfWords({ code, command, track }: RefusedCommand): Place | null {
  if (code === 'server-fault' || code === 'not-found') return null;
  const [key = ''] = Object.keys(typedPlaces(command));
  const [name = '', id] = key.split('/');
  if (name === 'ticket' && id !== undefined) return { page: 'ticket', id };
  const isOfComment = name === 'comment-edit' || name === 'reply';
  const hash = isOfComment ? `comment-${id}` : widgets[name];
  return hash === undefined || track === null ? null : { page: 'track', id: track.id, hash };
}

const widgets: Words = {
  notes: 'notes',
  due: 'deadline',
  invite: 'collaborators',
  comment: 'comments',
};

/** Where one is edited, and where one like it is made; what was put off was not typed. */
function reminderWords(args: CommandArgs<'reminder.set.v1'>): Words {
  const { text = '', reminderId, askedAt } = args;
  if (askedAt !== undefined) return none;
  return { [`reminder/${reminderId}`]: text, [reminderPlace(args)]: text };
}

/** Where a reminder is made of what it is about. */
export const reminderPlace = ({
  commentId,
  notificationId,
  trackId,
}: Partial<Pick<CommandArgs<'reminder.set.v1'>, 'commentId' | 'notificationId' | 'trackId'>>) =>
  `reminder/${commentId ?? notificationId ?? trackId ?? ''}`;

/** A day and a time as one text; either may be missing. */
/** What is typed of a due date; null where it is left to what the track has. */
export interface TypedDue {
  readonly on: string | null;
  readonly time: string | null;
}

/** No day and no time is written so. */
const untouched = '-';

export const dueText = (on: string | null, time: string | null): string =>
  `${on ?? untouched} ${time ?? untouched}`;

export function dueIn(text: string): TypedDue {
  const [on = '', time = ''] = text.split(' ');
  const typed = (part: string) => (part === untouched ? null : part);
  return { on: typed(on), time: typed(time) };
}
