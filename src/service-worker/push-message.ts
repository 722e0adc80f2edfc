/**
 * A push message is what a push says, as far as it can be understood. It comes from our server,
 * perhaps of another version, through somebody else's push service: everything in it is checked.
 */
import type { NotificationUpsert } from '#lib/storage/apply-page.ts';
import { fieldOf, textOf } from '#shared/base/fields.ts';
import { ownPath } from '#shared/base/own-path.ts';

export interface PushAction {
  readonly action: string;
  readonly title: string;
}

export interface PushFeed {
  readonly account: string;
  readonly epoch: string;
  /** The row itself, where it travels with the push. */
  readonly change: NotificationUpsert | null;
}

export interface PushMessage {
  readonly title: string;
  readonly body: string;
  readonly lang: string;
  readonly isSilent: boolean;
  readonly timestamp: number | null;
  /** The row's id: a row that changes replaces what was shown of it. */
  readonly tag: string;
  /** The path in this app that a click leads to. */
  readonly path: string;
  readonly actions: readonly PushAction[];
  readonly feed: PushFeed;
}

/** The shape of Declarative Web Push: https://w3c.github.io/push-api/#declarative-push-message */
const declarative = 8030;

/** @param origin the app's @returns null for what is not a message of ours */
export function parsePush(text: string, origin: string): PushMessage | null {
  const message = parseJson(text);
  const notification = fieldOf(message, 'notification');
  const feed = fieldOf(message, 'feed');
  const [title, tag] = [textOf(notification, 'title'), textOf(notification, 'tag')];
  const [account, epoch] = [textOf(feed, 'account'), textOf(feed, 'epoch')];
  if (fieldOf(message, 'web_push') !== declarative) return null;
  if (title === '' || tag === '' || account === '') return null;
  const timestamp = fieldOf(notification, 'timestamp');
  return {
    title,
    tag,
    path: ownPath(textOf(notification, 'navigate') || '/activity', origin) ?? '/activity',
    body: textOf(notification, 'body'),
    lang: textOf(notification, 'lang'),
    isSilent: fieldOf(notification, 'silent') === true,
    timestamp: typeof timestamp === 'number' ? timestamp : null,
    actions: actionsIn(fieldOf(notification, 'actions')),
    feed: { account, epoch, change: changeIn(fieldOf(feed, 'change')) },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function actionsIn(list: unknown): readonly PushAction[] {
  if (!Array.isArray(list)) return [];
  return list
    .map((item: unknown) => ({ action: textOf(item, 'action'), title: textOf(item, 'title') }))
    .filter(({ action, title }) => action !== '' && title !== '');
}

function changeIn(change: unknown): NotificationUpsert | null {
  return isUpsert(change) ? change : null;
}

/** Believes what is inside the record: it comes from the server, like a page of the log. */
function isUpsert(change: unknown): change is NotificationUpsert {
  const body = fieldOf(change, 'body');
  return (
    fieldOf(change, 'op') === 'upsert' &&
    fieldOf(change, 'kind') === 'notification' &&
    isCounter(fieldOf(change, 'seq')) &&
    isCounter(fieldOf(body, 'ordinal')) &&
    textOf(change, 'id') !== '' &&
    textOf(change, 'id') === textOf(body, 'id') &&
    typeof fieldOf(body, 'data') === 'object'
  );
}

const isCounter = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) > 0;
