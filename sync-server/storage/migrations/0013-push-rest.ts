/** Keeps where a subscribed device is, and until when its push service wants nothing. */
import { statements } from './statements.ts';

export const up = statements(
  `alter table push_subscription add column time_zone text`,
  `alter table push_subscription add column rest_until bigint not null default 0`,
);
