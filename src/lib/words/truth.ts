/** What a row can tell of itself: "Read on Chrome on Android, 14:02 · synced". */
import type { RowTruth } from '#lib/ports/feed.ts';
import { rowWords } from './en-notification.ts';
import { momentTime, type Here } from '#shared/words/time.ts';

export function truthWords(
  { what, isHere, deviceName, at, isStored }: RowTruth,
  now: number,
  here: Here,
): string {
  const { truth } = rowWords;
  const where = isHere ? truth.here : deviceName === null ? truth.elsewhere : truth.on(deviceName);
  const fate = isStored ? truth.synced : truth.waiting;
  return `${truth[what]} ${where}, ${momentTime(at, now, here)} · ${fate}`;
}
