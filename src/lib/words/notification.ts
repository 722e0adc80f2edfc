/** What a notification says: its title in segments and its message, by kind. */
import type { NotificationRecord } from '#shared/notifications/record.ts';
import { en, type Segment } from './en.ts';
import { dueDay } from './time.ts';

export interface NotificationWords {
  readonly title: readonly Segment[];
  readonly message: string;
}

export function notificationWords(record: NotificationRecord): NotificationWords {
  const words = en.notification;
  const who = record.actor?.name ?? words.somebody;
  const title = record.track?.title ?? '';
  switch (record.kind) {
    case 'invite.received':
      return { title: words.inviteReceived(who, title), message: words.inviteReceivedMessage };
    case 'invite.accepted':
      return { title: words.inviteAccepted(who, title), message: words.inviteAcceptedMessage(who) };
    case 'invite.declined':
      return { title: words.inviteDeclined(who, title), message: words.inviteDeclinedMessage };
    case 'comment.added':
      return { title: words.commentAdded(who, title), message: record.data.excerpt };
    case 'comment.mentioned':
      return { title: words.mentioned(who, title), message: record.data.excerpt };
    case 'stage.changed': {
      const [from, to] = [en.stages[record.data.from], en.stages[record.data.to]];
      return {
        title: words.stageChanged(who, title, to),
        message: words.stageChangedMessage(from, to),
      };
    }
    case 'due.changed': {
      const { to } = record.data;
      const message =
        to === null ? words.dueRemovedMessage : words.dueChangedMessage(dueDay(to, en.locale));
      return { title: words.dueChanged(who, title), message };
    }
  }
}
