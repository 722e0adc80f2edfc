/** Creates the tables of push subscriptions and of the pushes that wait. */
import { statements } from './statements.ts';

export const up = statements(
  `create table push_subscription (
    id text primary key, user_id text not null, device text not null, session_id text not null,
    endpoint text not null unique, p256dh text not null, auth text not null,
    asserted_at bigint not null, unique (user_id, device)
  )`,
  `create index push_subscription_by_session on push_subscription (session_id)`,
  `create table push_job (
    subscription_id text not null references push_subscription (id) on delete cascade,
    notification_id text not null, ordinal bigint not null, queued_at bigint not null,
    due_at bigint not null, attempts bigint not null, held bigint not null, small bigint not null,
    primary key (subscription_id, notification_id)
  )`,
  `create index push_job_by_time on push_job (due_at)`,
);
