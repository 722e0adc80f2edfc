/** Keeps whom a link does not let in, as they were removed while it waited. JSON array of user ids. */
import { statements } from './statements.ts';

export const up = statements('alter table invite add column barred text');
