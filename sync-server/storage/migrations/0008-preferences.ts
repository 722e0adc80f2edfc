/** Creates the table of what each person prefers. */
import { statements } from './statements.ts';

export const up = statements(
  `create table preferences (user_id text primary key, push text not null)`,
);
