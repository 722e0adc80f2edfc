import { expect, test } from 'vitest';
import { createCommandBudget } from './command-budget.ts';

function world() {
  let now = 0;
  const budget = createCommandBudget({ now: () => now });
  return { budget, pass: (ms: number) => (now += ms) };
}

test('OP23 five thousand commands that waited are taken at once, then fifty a second, of each person', () => {
  const { budget, pass } = world();
  for (let request = 0; request < 50; request += 1) {
    expect(budget.spend('mal', 100, 20_000)).toBe(0);
  }
  expect(budget.spend('mal', 1, 200)).toBe(1);
  expect(budget.spend('ana', 100, 20_000)).toBe(0);
  pass(1_000);
  expect(budget.spend('mal', 100, 20_000)).toBe(0);
  expect(budget.spend('mal', 1, 200)).toBe(2);
  pass(2_000);
  expect(budget.spend('mal', 1, 200)).toBe(0);
});

test('OP23 long commands count by their bytes', () => {
  const { budget } = world();
  for (let request = 0; request < 40; request += 1) {
    expect(budget.spend('mal', 1, 512 * 1_024)).toBe(0);
  }
  expect(budget.spend('mal', 1, 200)).toBeGreaterThan(0);
});
