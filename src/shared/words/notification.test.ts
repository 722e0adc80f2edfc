import { expect, test } from 'vitest';
import { wordsOf } from './notification.ts';

const here = { timeZone: 'UTC', locale: 'en' } as const;
const row = {
  id: 'n',
  ordinal: 1,
  createdAt: 1,
  track: { id: 't', title: 'Low Tide' },
  kind: 'member.joined',
  actor: { id: 'u', name: '' },
  data: { userId: 'u', inviter: { id: 'v', name: '' } },
} as const;

test('AC25 whoever has no name any more is a deleted account', () => {
  const { title, message } = wordsOf(row, 1, here);
  expect(title.map(({ text }) => text).join('')).toContain('A deleted account');
  expect(message).toContain('A deleted account');
});
