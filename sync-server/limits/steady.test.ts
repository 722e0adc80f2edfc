import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const server = resolve(import.meta.dirname, '..');

test('OP34 every limit counts by the clock that nobody sets', () => {
  const made = globSync('**/!(*.test).ts', { cwd: server }).flatMap((path) =>
    [
      ...readFileSync(join(server, path), 'utf8').matchAll(
        /(?<!function )create(?:RateLimit|SignInLimits)\((\w+)/gu,
      ),
    ].map(([, clock]) => [path, clock]),
  );
  const others = made.filter(
    ([path, clock]) => clock !== 'steadyClock' && path !== 'limits/sign-in-limits.ts',
  );
  expect(made.length).toBeGreaterThan(5);
  expect(others).toEqual([]);
});
