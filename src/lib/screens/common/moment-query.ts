/** How an address says a moment of a sound; `momentIn` of the track page reads it. */
import type { PlaceInSound } from './row-view.ts';

/** @returns `?file=…&version=…&t=83.25`, the time in seconds; empty where there is none to say */
export const momentQuery = (moment: PlaceInSound | undefined): string =>
  moment ? `?file=${moment.fileId}&version=${moment.versionId}&t=${moment.from / 1_000}` : '';
