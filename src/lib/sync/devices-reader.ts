/** DevicesReader on Dexie and the stored marks document, for which it loads Yjs when first asked. */
import type { DevicesReader, DeviceView, RowTruth } from '#lib/ports/feed.ts';
import { readMeta, type ActsDatabase } from '#lib/storage/acts-database.ts';
import type { FeedDatabase } from '#lib/storage/feed-database.ts';
import { devicesPerUser } from '#shared/workspace/limits.ts';
import { live } from '#lib/storage/live-query.ts';
import { readLanes } from '#lib/storage/read-lanes.ts';

export interface DevicesReaderDependencies {
  readonly feed: FeedDatabase;
  readonly acts: ActsDatabase;
  readonly report: (error: unknown) => void;
}

export const createDevicesReader = (dependencies: DevicesReaderDependencies): DevicesReader => ({
  devices: () => live(() => readDevices(dependencies), dependencies.report),
  truthOf: (ordinal) => readTruth(dependencies, ordinal),
});

async function readDevices({
  feed,
  acts,
}: DevicesReaderDependencies): Promise<readonly DeviceView[]> {
  const { device: own } = await readMeta(acts);
  const rows = await feed.devices.toArray();
  const { byDevice, lastSaidAt } = await readByDevice(acts);
  return (
    rows
      .map(({ body }) => {
        const moments = [body.lastActAt, lastSaidAt(byDevice.get(body.id))];
        const saidAt = Math.max(...moments.map((at) => at ?? 0)) || null;
        return { device: body, isThis: body.id === own, saidAt };
      })
      .sort((a, b) => b.device.lastSeenAt - a.device.lastSeenAt)
      // Of those that have left the list, it may not have been told of all.
      .slice(0, devicesPerUser)
  );
}

/** In a live query this comes after all other reading: Dexie cannot see through the loading. */
async function readByDevice(acts: ActsDatabase) {
  const stored = await acts.updates.orderBy('order').toArray();
  const [{ marksByDevice }, words] = await Promise.all([
    import('./marks-by-device.ts'),
    import('#shared/marks/last-word.ts'),
  ]);
  return { byDevice: marksByDevice(stored.map(({ update }) => update)), ...words };
}

async function readTruth(
  { feed, acts }: DevicesReaderDependencies,
  ordinal: number,
): Promise<RowTruth | null> {
  const { device: own } = await readMeta(acts);
  const [lanes, durable] = [await readLanes(acts.lanes), await readLanes(acts.durable)];
  const { byDevice, lastWordOn } = await readByDevice(acts);
  const word = lastWordOn(ordinal, lanes, durable, byDevice, own);
  if (!word) return null;
  const held = word.device === null ? undefined : await feed.devices.get(word.device);
  return { ...word, deviceName: held?.body.name ?? null, isHere: word.device === own };
}
