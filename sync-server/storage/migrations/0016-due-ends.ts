/** Keeps when a due date ends, as the server knows its zone. */
import { statements } from './statements.ts';

export const up = statements('alter table track add column due_ends_at bigint');
