/** Keeps what a comment is about, what it answers, and who settled it; whose name that is can be found. */
import { statements } from './statements.ts';

export const up = statements(
  'alter table comment add column moment text',
  'alter table comment add column reply_to text',
  'alter table comment add column resolved_by_id text',
  'alter table comment add column resolved_by_name text',
  'alter table comment add column resolved_at bigint',
  "create index comment_by_resolver on comment (resolved_by_id) where resolved_by_name <> ''",
);
