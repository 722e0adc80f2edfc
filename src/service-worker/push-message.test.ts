import { describe, expect, test } from 'vitest';
import { notificationOf } from './notification.ts';
import { parsePush } from './push-message.ts';

const origin = 'https://feed.example';
const body = {
  id: 'n7',
  ordinal: 7,
  kind: 'invite.received',
  createdAt: 1,
  actor: { id: 'ana', name: 'Ana Reyes' },
  track: { id: 't1', title: 'Midnight Drive' },
  data: { inviteId: 'i1' },
};
const change = { seq: 12, op: 'upsert', kind: 'notification', id: 'n7', body };
const notification = {
  title: 'Ana Reyes invited you to Midnight Drive',
  body: 'Accept to see the track.',
  lang: 'en',
  dir: 'auto',
  tag: 'n7',
  navigate: `${origin}/n/n7`,
  timestamp: 1_790_000_000_000,
  silent: false,
  app_badge: '3',
  actions: [
    { action: 'accept', title: 'Accept Invite', navigate: `${origin}/n/n7` },
    { action: 'read', title: 'Mark as read', navigate: `${origin}/n/n7` },
  ],
};
const feed = { account: 'ben', epoch: 'e1', unread: 3, change };
const push = { web_push: 8030, mutable: true, app_badge: '3', notification, feed };

const parse = (value: unknown) => parsePush(JSON.stringify(value), origin);

describe('a push', () => {
  test('WK1 is shown with its words, its buttons, and what a click needs to know', () => {
    const message = parse(push);
    expect(message && notificationOf(message)).toMatchObject({
      title: 'Ana Reyes invited you to Midnight Drive',
      options: {
        body: 'Accept to see the track.',
        tag: 'n7',
        renotify: true,
        silent: false,
        timestamp: 1_790_000_000_000,
        actions: [
          { action: 'accept', title: 'Accept Invite' },
          { action: 'read', title: 'Mark as read' },
        ],
        data: { account: 'ben', id: 'n7', seq: 12, path: '/n/n7', inviteId: 'i1', reminderId: '' },
      },
    });
  });

  test('WK1 that shall be quiet does not call again', () => {
    const message = parse({ ...push, notification: { ...notification, silent: true } });
    expect(message && notificationOf(message).options).toMatchObject({
      renotify: false,
      silent: true,
    });
  });

  test('may come without its row', () => {
    expect(parse({ ...push, feed: { ...feed, change: undefined } })?.feed.change).toBeNull();
  });

  test.each([
    ['of another kind', { ...change, kind: 'track' }],
    ['that is gone', { ...change, op: 'gone' }],
    ['with a broken seq', { ...change, seq: 'x' }],
    ['whose ids differ', { ...change, id: 'n8' }],
    ['without an ordinal', { ...change, body: { ...body, ordinal: 0 } }],
    ['without data', { ...change, body: { ...body, data: undefined } }],
    ['that is none', 7],
  ])('leaves out a row %s', (_, broken) => {
    const message = parse({ ...push, feed: { ...feed, change: broken } });
    expect(message).toMatchObject({ tag: 'n7', feed: { change: null } });
  });

  test.each([
    ['elsewhere', 'https://evil.example/n/n7'],
    ['nowhere', ''],
    ['into a script', 'javascript:alert(1)'],
  ])('never leads %s', (_, navigate) => {
    const message = parse({ ...push, notification: { ...notification, navigate } });
    expect(message?.path).toMatch(/^\/(activity)?$/);
  });

  test.each([
    ['nothing', ''],
    ['no JSON', 'hello'],
    ['a number', '7'],
    ['null', 'null'],
    ['another message', JSON.stringify({ ...push, web_push: 1 })],
    ['no title', JSON.stringify({ ...push, notification: { ...notification, title: '' } })],
    ['nobody', JSON.stringify({ ...push, feed: { ...feed, account: '' } })],
    ['no feed', JSON.stringify({ ...push, feed: null })],
  ])('WK1 of %s is not understood', (_, text) => {
    expect(parsePush(text, origin)).toBeNull();
  });
});
