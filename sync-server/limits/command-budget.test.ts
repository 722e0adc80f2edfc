import { expect, test } from 'vitest';
import { createCommandBudget } from './command-budget.ts';

function world() {
  let now = 0;
  const budget = createCommandBudget({ now: () => now });
  /** As a request is taken. */
  const spend = (userId: string, commands: number, bytes: number) => {
    const wait = budget.wait(userId);
    if (wait === 0) budget.spend(userId, commands, bytes);
    return wait;
  };
  return { spend, pass: (ms: number) => (now += ms) };
}

test('OP23 five thousand commands that waited are taken at once, then fifty a second, of each person', () => {
  const { spend, pass } = world();
  for (let request = 0; request < 50; request += 1) {
    expect(spend('mal', 100, 20_000)).toBe(0);
  }
  expect(spend('mal', 1, 200)).toBe(1);
  expect(spend('ana', 100, 20_000)).toBe(0);
  pass(1_000);
  expect(spend('mal', 100, 20_000)).toBe(0);
  expect(spend('mal', 1, 200)).toBe(2);
  pass(2_000);
  expect(spend('mal', 1, 200)).toBe(0);
});

test('OP23 long commands count by their bytes', () => {
  const { spend } = world();
  for (let request = 0; request < 40; request += 1) {
    expect(spend('mal', 1, 512 * 1_024)).toBe(0);
  }
  expect(spend('mal', 1, 200)).toBeGreaterThan(0);
});
