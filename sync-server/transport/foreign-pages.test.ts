import { expect, test } from 'vitest';
import { foreignPagesTold } from '../limits/figures.ts';
import { tellForeignPages } from './foreign-pages.ts';

test('OP51 the log names so many other origins, as much of each as is enough', () => {
  const told: unknown[] = [];
  const tell = tellForeignPages('https://feed.example', {
    warn: (facts: object) => told.push(facts),
  });
  const long = `https://${'x'.repeat(10_000)}`;
  tell(`${long}.example`);
  tell(`${long}.test`);
  expect(told).toEqual([{ from: long.slice(0, 200), origin: 'https://feed.example' }]);
  for (let index = 0; index < 2 * foreignPagesTold; index += 1) tell(`https://${index}.example`);
  expect(told).toHaveLength(foreignPagesTold);
});
