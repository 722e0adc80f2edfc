import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TokenBucket } from './token-bucket.ts';

const budget = { perSecond: 100, burst: 50 };

test('SY14 a burst is free, then there is a wait that pays the debt exactly', () => {
  const spending = new TokenBucket(budget, 0);
  expect(spending.spend(50, 0)).toBe(0);
  expect(spending.spend(10, 0)).toBe(100);
  expect(spending.spend(0, 100)).toBe(0);
  expect(spending.spend(1, 100)).toBe(10);
});

test('SY14 who waits as told never spends more than the rate allows', () => {
  const costs = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(costs, (items) => {
      const spending = new TokenBucket(budget, 0);
      let [now, spent] = [0, 0];
      for (const cost of items) {
        now += spending.spend(cost, now);
        spent += cost;
        expect(spent).toBeLessThanOrEqual(budget.burst + (now / 1_000) * budget.perSecond + 0.1);
      }
    }),
  );
});

test('SY14 a clock that goes back fills nothing and waits no longer', () => {
  const spending = new TokenBucket(budget, 1_000);
  spending.spend(50, 1_000);
  expect(spending.spend(10, 0)).toBe(100);
});
