/** Finds what somebody said in the feeds of others, when their account is deleted. */
import { statements } from './statements.ts';

export const up = statements(
  "create index notification_words_by_actor on notification (actor_id) where excerpt <> ''",
);
