import { expect, test } from 'vitest';
import { statusOf } from './status.ts';

test('is live only when connected, at the head, and with nothing waiting', () => {
  expect(statusOf({ link: 'connected', isCurrent: true }, 0)).toEqual({ kind: 'live' });
  expect(statusOf({ link: 'connected', isCurrent: false }, 0)).toEqual({
    kind: 'syncing',
    waiting: 0,
  });
  expect(statusOf({ link: 'connected', isCurrent: true }, 3)).toEqual({
    kind: 'syncing',
    waiting: 3,
  });
});

test('says what waits whatever the link', () => {
  const on = (link: Parameters<typeof statusOf>[0]['link']) =>
    statusOf({ link, isCurrent: true }, 2);
  expect(on('connecting')).toEqual({ kind: 'syncing', waiting: 2 });
  expect(on('offline')).toEqual({ kind: 'offline', waiting: 2 });
  expect(on('sign-in')).toEqual({ kind: 'sign-in', waiting: 2 });
  expect(on('stopped')).toEqual({ kind: 'sign-in', waiting: 2 });
});
