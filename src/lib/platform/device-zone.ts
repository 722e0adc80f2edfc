/** Where the clock of this device hangs: asked of the browser, and nowhere else. */
import { hour, minute } from '#shared/base/time.ts';
import { canonicalZone } from '#shared/base/zones.ts';

export interface DeviceZone {
  /** A zone that browser and server know. */
  readonly timeZone: string;
  /** False where the browser names none: then it is the offset of today, or UTC. */
  readonly isSaid: boolean;
}

export const deviceZone = (): DeviceZone =>
  zoneOf(new Intl.DateTimeFormat().resolvedOptions().timeZone, new Date().getTimezoneOffset());

/**
 * A browser may say nothing, Etc/Unknown, or +00:00, which no server takes for a zone.
 * @param aheadMinutes by how many UTC is ahead of the clock here
 */
export function zoneOf(said: string | undefined, aheadMinutes: number): DeviceZone {
  const known = canonicalZone(said ?? '');
  if (known !== null) return { timeZone: known, isSaid: true };
  const hours = (aheadMinutes * minute) / hour;
  // West is plus in these names. There are none for half hours.
  const fixed = `Etc/GMT${hours < 0 ? '' : '+'}${hours}`;
  return { timeZone: (hours !== 0 && canonicalZone(fixed)) || 'UTC', isSaid: false };
}
