/** Creates the tables of reminders, tickets, announcements and timers. */
import { statements } from './statements.ts';

export const up = statements(
  `create table reminder (
    id text primary key, owner_id text not null, text text not null, at bigint, due_at bigint,
    first_at bigint not null, repeat text, time_zone text not null, track_id text,
    track_title text, comment_id text, notification_id text, ended_as text,
    created_at bigint not null, updated_at bigint not null
  )`,
  `create index reminder_by_owner on reminder (owner_id, ended_as, updated_at)`,
  `create table ticket (
    id text primary key, author_id text not null, author_name text not null,
    subject text not null, status text not null, messages text not null,
    created_at bigint not null, updated_at bigint not null
  )`,
  `create index ticket_by_author on ticket (author_id, status)`,
  `create table announcement (
    id text primary key, author_id text not null, author_name text not null, title text not null,
    text text not null, priority text not null, recipients text, created_at bigint not null
  )`,
  `create table timer (
    key text primary key, due_at bigint not null, attempts bigint not null, position text not null
  )`,
  `create index timer_by_time on timer (due_at)`,
  `create index notification_latest on notification (track_id, user_id, kind, ordinal)`,
  `drop index notification_by_track`,
);
