import { expect, test } from 'vitest';
import { statusOf } from './status.ts';

const current = { isCurrent: true };

test('is live only when connected, at the head, and with nothing waiting', () => {
  expect(statusOf({ link: 'connected', ...current }, 0)).toEqual({ kind: 'live' });
  const behind = { link: 'connected', isCurrent: false, left: 120 } as const;
  expect(statusOf(behind, 0)).toEqual({ kind: 'syncing', waiting: 0, coming: 120 });
  expect(statusOf({ link: 'connected', ...current }, 3)).toEqual({
    kind: 'syncing',
    waiting: 3,
    coming: 0,
  });
});

test('says what waits whatever the link', () => {
  const on = (link: Parameters<typeof statusOf>[0]['link']) => statusOf({ link, ...current }, 2);
  expect(on('connecting')).toEqual({ kind: 'syncing', waiting: 2, coming: 0 });
  expect(on('offline')).toEqual({ kind: 'offline', waiting: 2 });
  expect(on('sign-in')).toEqual({ kind: 'sign-in', waiting: 2 });
  expect(on('stopped')).toEqual({ kind: 'sign-in', waiting: 2 });
});
