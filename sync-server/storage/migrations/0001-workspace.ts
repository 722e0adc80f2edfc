/** Creates the tables of tracks, invites, comments and notifications, the change log and the outcomes. */
import { statements } from './statements.ts';

export const up = statements(
  `create table track (
    id text primary key, title text not null, stage text not null,
    due_on text, due_time text, due_time_zone text, notes text not null,
    owner_id text not null, created_at bigint not null, updated_at bigint not null,
    version bigint not null, deleted_at bigint
  )`,
  `create table member (
    track_id text not null, user_id text not null, name text not null, role text not null,
    joined_at bigint not null, primary key (track_id, user_id)
  )`,
  `create index member_by_user on member (user_id)`,
  `create table invite (
    id text primary key, track_id text not null, track_title text not null,
    inviter_id text not null, inviter_name text not null, email text not null,
    invitee_id text, state text not null, created_at bigint not null,
    expires_at bigint not null, answered_at bigint
  )`,
  `create index invite_by_track on invite (track_id)`,
  `create index invite_by_email on invite (email, state)`,
  `create table comment (
    id text primary key, track_id text not null, author_id text not null,
    author_name text not null, text text not null, mentions text not null,
    created_at bigint not null, edited_at bigint
  )`,
  `create index comment_by_track on comment (track_id)`,
  `create table deleted_comment (id text primary key)`,
  `create table notification (
    id text primary key, user_id text not null, ordinal bigint not null, kind text not null,
    created_at bigint not null, actor_id text, actor_name text, track_id text, track_title text,
    subject_id text, excerpt text, change text, unique (user_id, ordinal)
  )`,
  `create index notification_by_track on notification (user_id, track_id)`,
  `create index notification_by_subject on notification (subject_id)`,
  `create table user_head (
    user_id text primary key, epoch text not null, seq bigint not null, ordinal bigint not null
  )`,
  `create table change_log (
    user_id text not null, kind text not null, entity_id text not null, seq bigint not null,
    op text not null, track_id text, primary key (user_id, kind, entity_id)
  )`,
  `create unique index change_log_by_seq on change_log (user_id, seq)`,
  `create index change_log_by_track on change_log (user_id, track_id)`,
  `create table device (
    user_id text not null, device text not null, last_n bigint not null,
    primary key (user_id, device)
  )`,
  `create table command_outcome (
    user_id text not null, id text not null, body_hash text not null, status text not null,
    code text, detail text, current text, epoch text not null, seq bigint not null,
    at bigint not null, primary key (user_id, id)
  )`,
  `create index command_outcome_by_time on command_outcome (at)`,
);
