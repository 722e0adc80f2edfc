/** What is asked of a row of the outbox by itself, on the first screen too; all else is outbox.ts. */
import type { OutboxRow } from './acts-database.ts';
import type { Position } from './feed-database.ts';

/** The person says: try it again. It keeps id and number, as it may have taken effect. */
export const resumedRow = (row: OutboxRow): OutboxRow => ({
  ...row,
  state: 'waiting',
  faults: 0,
});

/** What the command did has arrived as rows of the change log. */
export const isArrived = (row: OutboxRow, { epoch, cursor }: Position): boolean =>
  row.state === 'done' && row.epoch === epoch && (row.seq ?? 0) <= cursor;

/** An answer that came when the same had been asked again. */
export const isOvertaken = ({ state, code }: OutboxRow): boolean =>
  state === 'refused' && code === 'asked-again';
