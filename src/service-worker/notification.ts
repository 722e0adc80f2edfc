/** This file makes of a push, or of what happened to the device, what the system shows. */
import { notificationIcons } from '#lib/platform/icon-names.ts';
import type { Shown } from '#lib/platform/notification-data.ts';
import type { DeviceNotice } from '#lib/ports/device.ts';
import { noticeText, storageWords } from '#lib/words/en-storage.ts';
import { workerWords } from '#lib/words/en-worker.ts';
import { numberOf, textOf } from '#shared/base/fields.ts';
import type { PushMessage } from './push-message.ts';

/** Not all of it in TypeScript's library: https://notifications.spec.whatwg.org/ */
interface ShowOptions extends NotificationOptions {
  readonly renotify: boolean;
  readonly timestamp?: number;
  readonly actions?: PushMessage['actions'];
}

export interface ToShow {
  readonly title: string;
  readonly options: ShowOptions;
}

/** Stands for what cannot be read, and for people who are not here: it says nothing of anybody. */
export const genericNotification: ToShow = {
  title: workerWords.generic,
  options: {
    ...notificationIcons,
    body: workerWords.genericHint,
    tag: 'generic',
    renotify: true,
  },
};

/** What a person must know of this device, where no window is there to say it. */
export const notificationOfDevice = (notice: DeviceNotice): ToShow => ({
  title: storageWords.title,
  options: {
    ...notificationIcons,
    body: noticeText(notice),
    tag: `device-${notice.kind}`,
    renotify: true,
  },
});

export function notificationOf(message: PushMessage): ToShow {
  const { title, body, lang, tag, actions, timestamp, isSilent } = message;
  return {
    title,
    options: {
      ...notificationIcons,
      body,
      lang,
      dir: 'auto',
      tag,
      // A row that changed calls again, unless it is to be quiet.
      renotify: !isSilent,
      silent: isSilent,
      actions,
      ...(timestamp !== null && { timestamp }),
      data: shownOf(message),
    },
  };
}

function shownOf({ tag, path, feed: { account, epoch, change } }: PushMessage): Shown {
  const data = change?.body.data;
  return {
    account,
    id: tag,
    epoch,
    seq: change?.seq ?? null,
    path,
    inviteId: textOf(data, 'inviteId'),
    reminderId: textOf(data, 'reminderId'),
    rangAt: numberOf(data, 'dueAt'),
  };
}
