/** Times in a sound, as players show them: "1:23", "1:02:03". The same in every language. */
import type { SoundMoment } from '#shared/workspace/entities.ts';

/** @param seconds whole ones */
export function clockTime(seconds: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  return hours > 0
    ? `${hours}:${two(minutes)}:${two(seconds % 60)}`
    : `${minutes}:${two(seconds % 60)}`;
}

/** Says where it is, by the seconds that have passed by then. @param ms from the beginning */
export const soundTime = (ms: number): string => clockTime(Math.floor(ms / 1_000));

/** Says a point or a range: "1:23", "1:23–1:40". */
export function spanTime({ from, to }: Pick<SoundMoment, 'from' | 'to'>): string {
  const [begin, end] = [soundTime(from), soundTime(to ?? from)];
  return begin === end ? begin : `${begin}–${end}`;
}
