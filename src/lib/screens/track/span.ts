/** This makes the ranges a comment may be about. All of them lie in the sound, and end after they begin. */
import type { SoundMoment } from '#shared/workspace/entities.ts';

type Span = Pick<SoundMoment, 'from' | 'to'>;

/** In milliseconds. A shorter one could be said in the same second, and would read as a point. */
export const rangeMsLeast = 1_000;

const within = (ms: number, most: number): number =>
  Math.max(0, Math.min(Math.round(ms), Math.floor(most)));

/** The start stays before the end; that of a point is the point. @param length of the sound, in milliseconds */
export const withStart = ({ to }: Span, ms: number, length: number): Span => ({
  from: within(ms, to === null ? length : to - rangeMsLeast),
  to,
});

/** An end that is too near takes the range back to a point. @param length of the sound, in milliseconds */
export function withEnd({ from }: Span, ms: number, length: number): Span {
  const to = within(ms, length);
  return { from, to: to - from < rangeMsLeast ? null : to };
}

/**
 * @param heard where the player stands: behind the start it is the end, before it the start
 * @returns the same moment where that makes no range
 */
export function reaching(moment: SoundMoment, heard: SoundMoment | null): SoundMoment {
  if (heard?.versionId !== moment.versionId) return moment;
  const isBefore = heard.from < moment.from;
  const from = isBefore ? heard.from : moment.from;
  const to = isBefore ? (moment.to ?? moment.from) : heard.from;
  return to - from < rangeMsLeast ? moment : { ...moment, from, to };
}
