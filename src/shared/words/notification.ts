/** This file makes what a notification says: its title in segments and its message, by kind. */
import type { NotificationData, NotificationRecord } from '#shared/notifications/record.ts';
import { minute } from '#shared/base/time.ts';
import { notificationWords as words, type SaidAt, type Segment } from './en-notification.ts';
import { stageWords } from './en-stages.ts';
import { isolated } from './isolated.ts';
import { spanTime } from './sound-time.ts';
import { dueDay, dueDistance, momentTime, type Here } from './time.ts';

export interface NotificationWords {
  readonly title: readonly Segment[];
  readonly message: string;
}

/** A row that is told later than this after its time says so. */
const lateMs = 2 * minute;

/**
 * @param toldAt when its person was told; it may have taken until they had a network again
 * @param here where it is read: "Fri, 27 Nov" there, in the words of the language
 */
export function wordsOf(
  record: NotificationRecord,
  now: number,
  here: Here,
  toldAt: number = record.createdAt,
): NotificationWords {
  const who = record.actor?.name || words.somebody;
  const title = record.track?.title ?? '';
  switch (record.kind) {
    case 'invite.received':
      return { title: words.inviteReceived(who, title), message: words.inviteReceivedMessage };
    case 'invite.accepted':
      return { title: words.inviteAccepted(who, title), message: words.inviteAcceptedMessage(who) };
    case 'invite.declined':
      return { title: words.inviteDeclined(who, title), message: words.inviteDeclinedMessage };
    case 'member.joined': {
      const message = words.memberJoinedMessage(record.data.inviter.name || words.somebody);
      return { title: words.memberJoined(who, title), message };
    }
    case 'file.shared': {
      const { name, number, note, count = 1 } = record.data;
      const message = note === '' ? words.fileSharedMessage : note;
      return count === 1
        ? { title: words.fileShared(who, name, number, title), message }
        : { title: words.filesShared(who, count, title), message: name };
    }
    case 'track.deleted':
      return { title: words.trackDeleted(who, title), message: words.trackDeletedMessage };
    case 'member.left':
      return { title: words.memberLeft(who, title), message: words.memberLeftMessage };
    case 'member.removed':
      return { title: words.memberRemoved(who, title), message: words.memberRemovedMessage };
    case 'comment.added':
      return { title: commentTitle(record.data, who, title), message: said(record.data) };
    case 'comment.mentioned':
      return {
        title: words.mentioned(who, title, saidAt(record.data)),
        message: said(record.data),
      };
    case 'stage.changed': {
      const [from, to] = [stageWords[record.data.from], stageWords[record.data.to]];
      return {
        title: words.stageChanged(who, title, to),
        message: words.stageChangedMessage(from, to),
      };
    }
    case 'due.changed': {
      const { to } = record.data;
      const message =
        to === null ? words.dueRemovedMessage : words.dueChangedMessage(dueDay(to, now, here));
      return { title: words.dueChanged(who, title), message };
    }
    case 'deadline.near': {
      const { due, at } = record.data;
      const message = sentence(
        dueDistance(record.data, now, here.locale),
        late(record.createdAt, at, here),
      );
      return { title: words.dueNear(title, dueDay(due, now, here)), message };
    }
    case 'deadline.passed': {
      const { due } = record.data;
      const message = words.duePassedMessage(
        dueDay(due, now, here),
        dueDistance(record.data, now, here.locale),
      );
      return { title: words.duePassed(title), message };
    }
    case 'reminder.due':
      return reminderWords(record, now, here, toldAt);
    case 'announcement.published':
      return { title: words.announcement(record.data.title), message: record.data.text };
    case 'account.signed-in':
      return { title: words.signedIn(record.data.device), message: words.signedInMessage };
    case 'ticket.answered': {
      const { subject, excerpt } = record.data;
      return { title: words.ticketAnswered(who, subject), message: excerpt };
    }
    default:
      // From a server that knows more than this app.
      return { title: [{ text: words.unknown }], message: words.unknownMessage };
  }
}

/** Its words go with the comment, and with the track. Of several, no time and no file is said. */
function said({ excerpt, moment, count = 1 }: NotificationData['comment.added']): string {
  if (excerpt === '') return words.wordsGone;
  return moment && count === 1 ? words.saidOf(excerpt, moment.name) : excerpt;
}

const saidAt = ({ moment }: NotificationData['comment.mentioned']): SaidAt | null =>
  moment ? { at: spanTime(moment), number: moment.number } : null;

/** Makes the title of a row that may stand for several comments of several people. */
function commentTitle(
  data: NotificationData['comment.added'],
  who: string,
  title: string,
): readonly Segment[] {
  const { count = 1, people = [] } = data;
  if (count === 1) return words.commentAdded(who, title, saidAt(data));
  return people.length > 1
    ? words.commentsByMany(who, people.length - 1, title)
    : words.commentsAdded(who, count, title);
}

function reminderWords(
  { data, track }: Extract<NotificationRecord, { kind: 'reminder.due' }>,
  now: number,
  here: Here,
  toldAt: number,
): NotificationWords {
  const setFor = words.reminderSetFor(momentTime(data.dueAt, now, here));
  // Where the title is what was written, the track would be nowhere said.
  const where = data.text === '' || !track ? '' : isolated(track.title);
  const on = track ? words.reminderOn(track.title) : [{ text: words.reminderPlain }];
  return {
    title: data.text === '' ? on : words.reminder(data.text),
    message: sentence(setFor, late(toldAt, data.dueAt, here), where),
  };
}

const late = (toldAt: number, at: number, here: Here): string =>
  toldAt - at > lateMs ? words.late(duration(toldAt - at, here.locale)) : '';

function duration(ms: number, locale: string): string {
  const [unit, size] = ms < 90 * minute ? ['minute', minute] : ['hour', 60 * minute];
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(
    Math.round(ms / size),
  );
}

const sentence = (...parts: readonly string[]): string => {
  const text = parts.filter((part) => part !== '').join(' · ');
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
};
