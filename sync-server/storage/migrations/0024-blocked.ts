/** Keeps whom each person has blocked, and how often one has asked for the attention of another of late. */
import { statements } from './statements.ts';

export const up = statements(
  `create table blocked (
    user_id text not null, blocked_id text not null, name text not null, at bigint not null,
    primary key (user_id, blocked_id)
  )`,
  `create index blocked_by_person on blocked (blocked_id)`,
  `create table telling (
    user_id text not null, asker_id text not null, since bigint not null, count bigint not null,
    primary key (user_id, asker_id)
  )`,
  `create index telling_by_time on telling (since)`,
);
