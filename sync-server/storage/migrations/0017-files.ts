/** Keeps the files of tracks and their versions; the bytes lie beside the database, under their hash. */
import { statements } from './statements.ts';

export const up = statements(
  `create table file (
    id text primary key, track_id text not null, name text not null, created_at bigint not null,
    removed_at bigint
  )`,
  `create index file_by_track on file (track_id)`,
  `create table file_version (
    id text primary key, file_id text not null, number bigint not null, size bigint not null,
    sha256 text not null, added_by_id text not null, added_by_name text not null,
    added_at bigint not null, note text not null, removed_at bigint, unique (file_id, number)
  )`,
  `create index file_version_by_hash on file_version (sha256)`,
  `create index file_version_by_person on file_version (added_by_id)`,
);
