/** Reads what a person's feed holds, as a device reads it from the change log. */
import type { NotificationRecord } from '#shared/notifications/record.ts';
import { changesPerPageMost } from '#shared/workspace/limits.ts';
import { ChangeLogDevice } from './change-log-device.ts';
import type { Device, TestWorkspace } from './workspace.ts';

/** Everything this person may see, as a new device gets it. */
export async function deviceOf(world: TestWorkspace, { actor }: Device): Promise<ChangeLogDevice> {
  const device = new ChangeLogDevice(actor.userId);
  for (;;) {
    const page = await world.service.changes(actor.userId, device.cursor, changesPerPageMost);
    device.apply(page);
    if (!page.more) return device;
  }
}

/** Oldest first. */
export async function feedOf(
  world: TestWorkspace,
  device: Device,
): Promise<readonly NotificationRecord[]> {
  const { rows } = await deviceOf(world, device);
  return [...rows.notification.values()]
    .map(({ body }) => body)
    .sort((a, b) => a.ordinal - b.ordinal);
}

/** Fires all that is due, step by step, as the server's alarm does. @returns how much */
export async function fireAll(world: TestWorkspace): Promise<number> {
  let all = 0;
  for (;;) {
    const { fired } = await world.service.fireTimers();
    if (fired === 0) return all;
    all += fired;
  }
}
