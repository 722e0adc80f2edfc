/** Creates the journal of marks on their way, and lets several updates share a row. */
import { statements } from './statements.ts';

export const up = statements(
  'create table doc_journal (id integer primary key, bytes bytea not null)',
  'alter table doc_update add column updates bigint not null default 1',
);
