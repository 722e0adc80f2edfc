/** DevicesReader on Dexie and the stored marks document. Loaded with what shows it. */
import * as Y from 'yjs';
import type { DevicesReader, DeviceView, RowTruth } from '#lib/ports/feed.ts';
import { readMeta, type ActsDatabase } from '#lib/storage/acts-database.ts';
import type { FeedDatabase } from '#lib/storage/feed-database.ts';
import { live } from '#lib/storage/live.ts';
import { readLanes } from '#lib/storage/read-lanes.ts';
import { readMarksByDevice } from '#shared/marks/doc.ts';
import { lastSaidAt, lastWordOn } from '#shared/marks/last-word.ts';
import type { Marks } from '#shared/marks/marks.ts';

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
  const byDevice = await readByDevice(acts);
  return rows
    .map(({ body }) => {
      const moments = [body.lastActAt, lastSaidAt(byDevice.get(body.id))];
      const saidAt = Math.max(...moments.map((at) => at ?? 0)) || null;
      return { device: body, isThis: body.id === own, saidAt };
    })
    .sort((a, b) => b.device.lastSeenAt - a.device.lastSeenAt);
}

async function readByDevice(acts: ActsDatabase): Promise<ReadonlyMap<string, Marks>> {
  const doc = new Y.Doc();
  for (const { update } of await acts.updates.orderBy('order').toArray()) {
    Y.applyUpdate(doc, update);
  }
  const byDevice = readMarksByDevice(doc);
  doc.destroy();
  return byDevice;
}

async function readTruth(
  { feed, acts }: DevicesReaderDependencies,
  ordinal: number,
): Promise<RowTruth | null> {
  const { device: own } = await readMeta(acts);
  const [lanes, durable] = [await readLanes(acts.lanes), await readLanes(acts.durable)];
  const word = lastWordOn(ordinal, lanes, durable, await readByDevice(acts), own);
  if (!word) return null;
  const held = word.device === null ? undefined : await feed.devices.get(word.device);
  return { ...word, deviceName: held?.body.name ?? null, isHere: word.device === own };
}
