/** A payload is what a push says: pure, from a row and what the server knows of its person. */
import { assert } from '#shared/base/assert.ts';
import { excerptOf } from '#shared/notifications/excerpt.ts';
import { kinds } from '#shared/notifications/kinds.ts';
import type { Preferences } from '#shared/workspace/entities.ts';
import type { NotificationRecord } from '#shared/notifications/record.ts';
import { pushPayloadBytes } from '#shared/workspace/limits.ts';
import type { PushPayload } from '#shared/protocol/push.ts';
import { withoutTurns } from '#shared/base/text.ts';
import { pushWords, type Segment } from '#shared/words/en-notification.ts';
import { isolated } from '#shared/words/isolated.ts';
import { wordsOf } from '#shared/words/notification.ts';

export interface PushFacts {
  /** The origin of the app. */
  readonly origin: string;
  readonly userId: string;
  readonly epoch: string;
  readonly unread: number;
  readonly now: number;
}

export interface RowFacts extends PushFacts {
  /** The seq of the row in the person's change log. */
  readonly seq: number;
  readonly preferences: Preferences;
  /** The zone of the person's clock, as far as that is known. */
  readonly timeZone: string;
  /** True for a push without the row itself. */
  readonly isSmall: boolean;
}

export function rowPayload(record: NotificationRecord, facts: RowFacts): string {
  const { origin, preferences, seq, isSmall } = facts;
  const isHidden = preferences.push.hidePreviews;
  const navigate = `${origin}/n/${record.id}`;
  const actions = isHidden ? (['read'] as const) : kinds[record.kind].pushActions;
  const payload = payloadOf(facts, {
    ...(isHidden ? hiddenText : textOf(record, facts)),
    tag: record.id,
    navigate,
    timestamp: record.createdAt,
    actions: actions.map((action) => ({ action, title: pushWords.actions[action], navigate })),
  });
  const change = { seq, op: 'upsert', kind: 'notification', id: record.id, body: record } as const;
  const whole = { ...payload, feed: { ...payload.feed, change } };
  const [large, small] = [JSON.stringify(whole), JSON.stringify(payload)];
  assert(sizeOf(small) <= pushPayloadBytes, 'a push without its row fits');
  return isHidden || isSmall || sizeOf(large) > pushPayloadBytes ? small : large;
}

export const testPayload = (facts: PushFacts): string =>
  JSON.stringify(
    payloadOf(facts, {
      title: pushWords.app,
      body: pushWords.test,
      tag: 'test',
      navigate: `${facts.origin}/activity`,
      timestamp: facts.now,
      actions: [],
    }),
  );

const hiddenText = { title: pushWords.app, body: pushWords.hidden };

function textOf(record: NotificationRecord, { now, timeZone }: RowFacts) {
  const { title, message } = wordsOf(record, now, { locale: pushWords.locale, timeZone });
  return { title: plainTitle(title), body: excerptOf(message) };
}

/** A title that is nothing but what somebody wrote has its direction by itself. */
const plainTitle = (title: readonly Segment[]): string =>
  title.length === 1
    ? title.map(({ text }) => withoutTurns(text)).join('')
    : title.map(({ text, strong }) => (strong ? isolated(text) : text)).join('');

type Shown = Pick<
  PushPayload['notification'],
  'title' | 'body' | 'tag' | 'navigate' | 'timestamp' | 'actions'
>;

function payloadOf({ userId, epoch, unread }: PushFacts, shown: Shown): PushPayload {
  const badge = String(unread);
  const how = { lang: pushWords.lang, dir: 'auto', silent: false, app_badge: badge } as const;
  return {
    web_push: 8030,
    mutable: true,
    app_badge: badge,
    notification: { ...shown, ...how },
    feed: { account: userId, epoch, unread },
  };
}

const sizeOf = (text: string): number => new TextEncoder().encode(text).length;
