/** Creates the tables of the marks documents. */
import { statements } from './statements.ts';

export const up = statements(
  `create table doc (
    user_id text primary key, generation text not null, seq bigint not null,
    snapshot_seq bigint not null
  )`,
  `create table doc_snapshot (user_id text primary key, bytes bytea not null)`,
  `create table doc_update (
    user_id text not null, seq bigint not null, bytes bytea not null, primary key (user_id, seq)
  )`,
  `create table doc_client (
    user_id text not null, client bigint not null, clock bigint not null,
    primary key (user_id, client)
  )`,
);
