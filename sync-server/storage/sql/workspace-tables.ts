/** Tables of workspace, change log and outbox, as Kysely sees them. Instants are integer ms. */
import type { Generated } from 'kysely';
import type { NotificationKind } from '#shared/notifications/record.ts';
import type { Priority } from '#shared/workspace/vocabulary.ts';
import type { RefusalCode } from '#shared/workspace/refusals.ts';
import type {
  Comment,
  Device,
  File,
  Invite,
  Member,
  Reminder,
  Ticket,
  Track,
  Version,
} from '#shared/workspace/entities.ts';
import type { LogKind } from '../workspace-store.ts';
import type { Columns } from './columns.ts';

export interface WorkspaceTables {
  track: Columns<Track> & {
    /** A deleted track keeps its id taken, and nothing else. */
    deleted_at: number | null;
  };
  member: Columns<Omit<Member, 'id'>>;
  invite: Columns<Omit<Invite, 'barred'>> & {
    /** JSON array of user ids; null where nobody is. */
    barred: string | null;
  };
  comment: Columns<Omit<Comment, 'mentions' | 'moment' | 'replyTo' | 'resolved'>> & {
    /** JSON array of user ids. */
    mentions: string;
    /** JSON. */
    moment: string | null;
    reply_to: string | null;
    resolved_by_id: string | null;
    /** Empty where that account is gone. */
    resolved_by_name: string | null;
    resolved_at: number | null;
  };
  /** Their ids stay taken: the log tells devices of an id once. */
  deleted_comment: { id: string };
  file: Columns<Omit<File, 'versions'>>;
  file_version: Columns<Omit<Version, 'sound'>> & { file_id: string; sound: string | null };
  reminder: Columns<Reminder>;
  ticket: Columns<Omit<Ticket, 'messages'>> & {
    /** JSON array, oldest first. */
    messages: string;
  };
  preferences: {
    user_id: string;
    /** JSON; what it lacks is as by default. */
    push: string;
  };
  /** Whom a person is told nothing of. */
  blocked: {
    user_id: string;
    blocked_id: string;
    name: string;
    at: number;
  };
  /** How often a person was told of what somebody, or a track, has done since an instant. */
  telling: {
    user_id: string;
    asker_id: string;
    since: number;
    count: number;
  };
  announcement: {
    id: string;
    author_id: string;
    author_name: string;
    title: string;
    text: string;
    priority: Priority;
    /** JSON array of user ids; null is everybody. */
    recipients: string | null;
    created_at: number;
  };
  timer: {
    /** `deadline:<track>`, `reminder:<reminder>`, `announcement:<announcement>`. */
    key: string;
    due_at: number;
    /** How often in a row it failed. */
    attempts: number;
    /** How far a long job has come; empty for the others. */
    position: string;
  };
  notification: {
    id: string;
    user_id: string;
    ordinal: number;
    kind: NotificationKind;
    created_at: number;
    actor_id: string | null;
    actor_name: string | null;
    track_id: string | null;
    track_title: string | null;
    /** The invite or comment it is about. */
    subject_id: string | null;
    /** What was said; blanked when the person loses the track. */
    excerpt: string | null;
    /** JSON of what else its kind carries. */
    change: string | null;
  };
  user_head: {
    user_id: string;
    epoch: string;
    seq: number;
    ordinal: number;
  };
  change_log: {
    user_id: string;
    kind: LogKind;
    entity_id: string;
    seq: number;
    op: 'upsert' | 'gone';
    track_id: string | null;
  };
  device: {
    user_id: string;
    device: string;
    last_n: number;
    /** The highest one whose outcome was dropped. */
    forgotten_n: number;
  };
  /** What an account takes, so that it can be bounded. */
  account_use: {
    user_id: string;
    /** Rows of theirs in `command_outcome`. */
    outcomes: Generated<number>;
    /** Days since 1970, of what was written last. */
    day: Generated<number>;
    /** Written on that day. */
    day_bytes: Generated<number>;
    /** What there is of theirs at most: counted, and what was written since. */
    bytes: Generated<number>;
    counted_at: Generated<number>;
  };
  /** What is shown of a device; its numbering is in `device`, and outlives this. */
  device_seen: Columns<Omit<Device, 'id'>> & { user_id: string; device: string };
  command_outcome: {
    user_id: string;
    id: string;
    body_hash: string;
    status: 'done' | 'refused';
    code: RefusalCode | null;
    detail: string | null;
    /** JSON. */
    current: string | null;
    epoch: string;
    seq: number;
    at: number;
    /** Null in rows of before these were kept. */
    device: string | null;
    n: number | null;
  };
}
