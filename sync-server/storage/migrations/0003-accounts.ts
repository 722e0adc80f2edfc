/** Creates the tables of support accounts and of settings. */
import { looseStatements } from './statements.ts';

export const up = looseStatements(
  `create table support_account (
        user_id text primary key, added_at bigint not null
      )`,
  `create table setting (name text primary key, value text not null)`,
);
