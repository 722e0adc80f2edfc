import type { Clock } from '#shared/base/time.ts';

/** Says how long something took, and never what time it is: nobody sets it, forward or back. */
export const steadyClock: Clock = { now: () => performance.now() };
