/** What setting a due date makes of a track, and whether it is another than before. Screens do without. */
import { isSameZone } from '#shared/base/zones.ts';
import { deadlineAt } from './deadline.ts';
import type { DueDate } from './entities.ts';

/**
 * As the fields of a track. Its end is what whoever decides makes of the zone: the server's word once it
 * has decided, and on a device until then.
 */
export const dueFields = (due: DueDate | null) => ({
  dueOn: due?.on ?? null,
  dueTime: due?.time ?? null,
  dueTimeZone: due?.timeZone ?? null,
  dueEndsAt: due && deadlineAt(due),
});

/** Zones have several names: the same day in the same zone is the same, however that is called. */
export const isSameDue = (one: DueDate | null, other: DueDate | null): boolean =>
  one === other ||
  (one?.on === other?.on &&
    one?.time === other?.time &&
    isSameZone(one?.timeZone ?? '', other?.timeZone ?? ''));
