import { afterEach, expect, test, vi } from 'vitest';
import { openTestDevice } from '../../../tests/support/device.ts';
import { createPush } from './push.ts';

const { requestPermission } = Notification;
afterEach(() => {
  vi.useRealTimers();
  Notification.requestPermission = requestPermission;
});

test('IN10 a question about notifications that nobody answers ends, and a later answer counts', async () => {
  const device = await openTestDevice();
  const push = createPush({ ...device, userId: device.account.userId });
  const asked = Promise.withResolvers<NotificationPermission>();
  Notification.requestPermission = () => asked.promise;
  const told: unknown[] = [];
  const stop = push.state().subscribe((state) => told.push(state));
  await expect.poll(() => told.length).toBe(1);
  vi.useFakeTimers();
  const turning = push.turnOn();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await turning).toBe('not-answered');
  vi.useRealTimers();
  asked.resolve('denied');
  await expect.poll(() => told.length).toBe(2);
  stop();
  await device.dispose();
});
