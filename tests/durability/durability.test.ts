/** This is a short run of the proof; `npm run prove:durability` runs the long one. */
import { expect, test } from 'vitest';
import { runKillLoop } from './kill-loop.ts';

/** Each costs a start of the server: two seconds on an idle machine. */
const kills = 10;

test('SY20 ten kills at any moment lose nothing that was acknowledged', async () => {
  const seed = Date.now() % 2 ** 31;
  const { acknowledged, losses } = await runKillLoop({ kills, seed });
  expect(losses, `seed ${seed}`).toEqual([]);
  expect(acknowledged, `seed ${seed}`).toBeGreaterThan(kills);
});
