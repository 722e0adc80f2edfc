/** Counts what each account takes, and finds the oldest of its outcomes. */
import { statements } from './statements.ts';

export const up = statements(
  `create table account_use (
    user_id text primary key, outcomes bigint not null default 0,
    day bigint not null default 0, day_bytes bigint not null default 0,
    bytes bigint not null default 0, counted_at bigint not null default 0
  )`,
  `insert into account_use (user_id, outcomes)
    select user_id, count(*) from command_outcome group by user_id`,
  'create index command_outcome_by_person on command_outcome (user_id, at)',
);
