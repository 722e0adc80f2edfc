/** Creates the table of the browsers that an account has signed in with. */
import { looseStatements } from './statements.ts';

export const up = looseStatements(
  `create table known_browser (
        user_id text not null, hash text not null, seen_at bigint not null,
        primary key (user_id, hash)
      )`,
);
