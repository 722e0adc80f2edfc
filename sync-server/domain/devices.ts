/**
 * Which devices a person has, as far as the server hears of them: told to all of them, but not at every
 * breath, as what is told makes each of them ask again.
 */
import { minute } from '#shared/base/time.ts';
import { devicesPerUser, goneDevicesKept } from '#shared/workspace/limits.ts';
import type { Device } from '#shared/workspace/entities.ts';
import type {
  LogEntry,
  WorkspaceReading,
  WorkspaceTransaction,
} from '../storage/workspace-store.ts';
import { tell } from './tell.ts';

export interface Sighting {
  readonly device: string;
  readonly name: string;
  readonly form: Device['form'];
  /** It has sent commands, not only asked. */
  readonly hasActed: boolean;
}

const seenEveryMs = 5 * minute;
const actedEveryMs = minute;

/** @returns the device as it is now, or null where that is known well enough */
export async function sighted(
  tx: Pick<WorkspaceReading, 'deviceSeen'>,
  userId: string,
  { device, name, form, hasActed }: Sighting,
  at: number,
): Promise<Device | null> {
  const known = await tx.deviceSeen(userId, device);
  const isNews =
    known === null ||
    known.name !== name ||
    at - known.lastSeenAt >= seenEveryMs ||
    (hasActed && at - (known.lastActAt ?? 0) >= actedEveryMs);
  if (!isNews) return null;
  const lastActAt = hasActed ? at : (known?.lastActAt ?? null);
  return {
    id: device,
    name,
    form,
    firstSeenAt: known?.firstSeenAt ?? at,
    lastSeenAt: at,
    lastActAt,
  };
}

/** @returns everybody whose log has moved */
export async function keepDevice(
  tx: WorkspaceTransaction,
  userId: string,
  device: Device,
  at: number,
): Promise<ReadonlySet<string>> {
  await tx.saveDevice(userId, device);
  const gone = await tx.pruneDevices(userId, devicesPerUser);
  if (gone.length > 0) await tx.pruneGoneDevices(userId, goneDevicesKept - gone.length);
  const row = (id: string, op: LogEntry['op']): LogEntry => ({
    kind: 'device',
    id,
    op,
    trackId: null,
  });
  const rows = [row(device.id, 'upsert'), ...gone.map((id) => row(id, 'gone'))];
  const entriesByUser = new Map([[userId, rows]]);
  return tell(tx, { audience: { entriesByUser, lost: new Set() }, notices: [], at });
}
