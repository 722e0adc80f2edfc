import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { day } from '#shared/base/time.ts';
import { askEveryMs, silenceMs, watchSilence } from './watch-silence.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A line on which so much has come there whenever it is asked about. */
function lineOf(received: () => Promise<number>) {
  const [onSilent, onReceived] = [vi.fn(), vi.fn()];
  return { onSilent, onReceived, ...watchSilence({ received, onSilent, onReceived }) };
}

it('FI33 a line on which nothing moves is given up, once', async () => {
  const { onSilent } = lineOf(() => Promise.resolve(500));
  await vi.advanceTimersByTimeAsync(silenceMs - 1);
  expect(onSilent).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(10 * silenceMs);
  expect(onSilent).toHaveBeenCalledOnce();
});

it('TI7 a clock that jumps makes no line silent, and keeps none that is', async () => {
  const { onSilent } = lineOf(() => Promise.resolve(500));
  vi.setSystemTime(Date.now() + 31 * day);
  await vi.advanceTimersByTimeAsync(silenceMs - 1);
  expect(onSilent).not.toHaveBeenCalled();
  vi.setSystemTime(Date.now() - 730 * day);
  await vi.advanceTimersByTimeAsync(askEveryMs);
  expect(onSilent).toHaveBeenCalledOnce();
});

it('FI33 one that is slow goes on for as long as something comes there, and that is what counts', async () => {
  let come = 0;
  const { onSilent, onReceived } = lineOf(() => Promise.resolve((come += 20_000)));
  await vi.advanceTimersByTimeAsync(20 * silenceMs);
  expect(onSilent).not.toHaveBeenCalled();
  expect(onReceived.mock.calls.slice(0, 3)).toEqual([[20_000], [40_000], [60_000]]);
});

it('FI33 a server that cannot be asked, or never answers, is a line on which nothing moves', async () => {
  const lines = [
    lineOf(() => Promise.reject(new TypeError('cut'))),
    lineOf(() => new Promise(() => {})),
  ];
  await vi.advanceTimersByTimeAsync(silenceMs);
  for (const { onSilent } of lines) expect(onSilent).toHaveBeenCalledOnce();
});

it('FI33 what moves here is alive, whatever is known there', async () => {
  const { moved, onSilent, onReceived } = lineOf(() => Promise.resolve(0));
  for (let asked = 0; asked < 60; asked += 1) {
    moved();
    await vi.advanceTimersByTimeAsync(askEveryMs);
  }
  expect(onSilent).not.toHaveBeenCalled();
  expect(onReceived).not.toHaveBeenCalled();
});

it('FI33 of what has ended nothing is asked or told', async () => {
  const { promise, resolve } = Promise.withResolvers<number>();
  const received = vi.fn(() => promise);
  const { end, onSilent, onReceived } = lineOf(received);
  await vi.advanceTimersByTimeAsync(askEveryMs);
  end();
  resolve(5);
  await vi.advanceTimersByTimeAsync(2 * silenceMs);
  expect(received).toHaveBeenCalledOnce();
  expect(onReceived).not.toHaveBeenCalled();
  expect(onSilent).not.toHaveBeenCalled();
});
