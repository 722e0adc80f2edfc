/** Finds the oldest answers to a comment, which say whether their thread is settled where it is gone. */
import { statements } from './statements.ts';

export const up = statements(
  'create index comment_by_thread on comment (reply_to, created_at, id) where reply_to is not null',
);
