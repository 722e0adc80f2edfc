import { expect, test } from 'vitest';
import { createFairShare } from './fair-share.ts';

const takeAll = (share: ReturnType<typeof createFairShare>, whose: string) => {
  const ends: (() => void)[] = [];
  for (let end = share.begin(whose); end; end = share.begin(whose)) ends.push(end);
  return ends;
};

test('OP26 one alone has a third at most of what is not kept, and the room left is for others', () => {
  const share = createFairShare({ total: 1_200, kept: 300, few: 2 });
  expect(takeAll(share, 'mal')).toHaveLength(300);
  expect(takeAll(share, 'ana')).toHaveLength(200);
});

test('OP26 a hundred and forty who take what they can leave room for somebody new', () => {
  const share = createFairShare({ total: 1_200, kept: 300, few: 2 });
  for (let index = 0; index < 140; index += 1) takeAll(share, `mal ${index}`);
  expect(takeAll(share, 'ana')).toHaveLength(2);
});

test('OP26 what is over is had again', () => {
  const share = createFairShare({ total: 1_200, kept: 300, few: 2 });
  for (const end of takeAll(share, 'mal')) end();
  expect(takeAll(share, 'ana')).toHaveLength(300);
});
