import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { silenceMs, watchSilence } from './watch-silence.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A line on which so much has come there whenever it is asked about. */
function lineOf(received: () => Promise<number>) {
  const onSilent = vi.fn();
  return { onSilent, ...watchSilence({ received, onSilent }) };
}

it('FI33 a line on which nothing moves is given up, once', async () => {
  const { onSilent } = lineOf(() => Promise.resolve(500));
  await vi.advanceTimersByTimeAsync(silenceMs - 1);
  expect(onSilent).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(10 * silenceMs);
  expect(onSilent).toHaveBeenCalledOnce();
});

it('FI33 one that is slow goes on for as long as something comes there', async () => {
  let come = 0;
  const { onSilent } = lineOf(() => Promise.resolve((come += 20_000)));
  await vi.advanceTimersByTimeAsync(20 * silenceMs);
  expect(onSilent).not.toHaveBeenCalled();
});

it('FI33 a server that cannot be asked, or never answers, is a line on which nothing moves', async () => {
  const lines = [
    lineOf(() => Promise.reject(new TypeError('cut'))),
    lineOf(() => new Promise(() => {})),
  ];
  await vi.advanceTimersByTimeAsync(silenceMs);
  for (const { onSilent } of lines) expect(onSilent).toHaveBeenCalledOnce();
});

it('FI33 what moves here need not be asked about, and what has ended neither', async () => {
  const received = vi.fn(() => Promise.resolve(0));
  const { moved, end, onSilent } = lineOf(received);
  for (let second = 0; second < 120; second += 5) {
    moved();
    await vi.advanceTimersByTimeAsync(5_000);
  }
  expect(received).not.toHaveBeenCalled();
  end();
  await vi.advanceTimersByTimeAsync(2 * silenceMs);
  expect(onSilent).not.toHaveBeenCalled();
});
