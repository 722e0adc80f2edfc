/** Creates the table of when each session was last heard of. */
import { looseStatements } from './statements.ts';

export const up = looseStatements(
  `create table session_seen (
        session_id text primary key, seen_at bigint not null
      )`,
  `create index session_seen_by_time on session_seen (seen_at)`,
);
