/** Whether somebody has dealt with a row, as far as their devices have said so far. */
import { hiddenOrdinals } from '#shared/marks/lane.ts';
import type { Marks } from '#shared/marks/marks.ts';
import { runSetHas } from '#shared/marks/run-set.ts';

export const isUnread = (
  { read, dismissed }: Marks,
  { ordinal }: { readonly ordinal: number },
): boolean => ![read, dismissed].some((lane) => runSetHas(hiddenOrdinals(lane), ordinal));
