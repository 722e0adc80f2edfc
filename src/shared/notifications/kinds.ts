/**
 * The registry of notification kinds. A new kind is one entry here, its data in record.ts and its
 * words in the catalogue (`words/notification.ts`). Storage, feed and screens ask the entry, never
 * which kind it is; only who causes it, and who folds it, know it by name.
 */
import type { NotificationKind, NotificationRecord } from '#shared/notifications/record.ts';
import type { Widget } from '#shared/workspace/entities.ts';
import type { Category, Priority } from '#shared/workspace/vocabulary.ts';

export const actions = [
  'accept',
  'decline',
  'done',
  'snooze',
  'resolved',
  'still-open',
  'not-needed',
] as const;
export type Action = (typeof actions)[number];

/** What can be done in a push, without opening the app. */
export type PushAction = Extract<Action, 'accept' | 'done' | 'snooze'> | 'read';

/**
 * Where a click leads: a widget of the track, where the reminder was set, or the ticket. With null
 * a click leads nowhere else.
 */
export type Target = Widget | 'origin' | 'ticket' | null;

/** What becomes of an earlier row about the same thing when this happens again. */
export type Folding =
  /** Each is a row of its own. */
  | 'never'
  /** One row per track, until it was read or dismissed. */
  | 'while-unread'
  /** One row per track and person who acts, until it was read or dismissed. */
  | 'batch'
  /** One row per track, until it was read or dismissed, and for `changeFoldMs` at most. */
  | 'shortly'
  /** One row per track, for good: it changes in place and asks for attention again. */
  | 'per-track'
  /** One row per track and person who acts, for good: it changes in place and asks again. */
  | 'per-actor'
  /** One row per subject, for good: it changes in place and asks for attention again. */
  | 'per-subject';

/** The field of its data that names what it is about: it is stored, found and folded by that. */
export type Subject =
  'inviteId' | 'userId' | 'commentId' | 'fileId' | 'reminderId' | 'announcementId' | 'ticketId';

/** What a row waits for, read or not, and no longer than that is open: see awaited.ts. */
export type Awaited = 'invite' | 'reminder' | 'ticket' | 'release';

export interface KindDefinition {
  readonly category: Category;
  /** Null where it is about its track as a whole, or about nothing that has an id. */
  readonly subject: Subject | null;
  readonly awaits: Awaited | null;
  /** The priority is a function of the record where it depends on more than the kind. */
  readonly priority: Priority | ((record: NotificationRecord) => Priority);
  readonly target: Target;
  /** The buttons of the row while it waits; what each sends is in row-answers.ts. */
  readonly actions: readonly Action[];
  /** At most two are given, as more are not shown anywhere. */
  readonly pushActions: readonly PushAction[];
  readonly folding: Folding;
}

const plain = {
  subject: null,
  awaits: null,
  priority: 'normal',
  actions: [],
  pushActions: ['read'],
  folding: 'never',
} as const;

const ofPeople = {
  ...plain,
  category: 'collaboration',
  target: 'collaborators',
  folding: 'per-actor',
} as const;

export const kinds: { readonly [Kind in NotificationKind]: KindDefinition } = {
  'invite.received': {
    ...plain,
    category: 'collaboration',
    subject: 'inviteId',
    awaits: 'invite',
    priority: 'high',
    target: 'collaborators',
    actions: ['accept', 'decline'],
    pushActions: ['accept', 'read'],
    folding: 'per-actor',
  },
  'invite.accepted': { ...ofPeople, subject: 'inviteId' },
  'invite.declined': { ...ofPeople, subject: 'inviteId' },
  'member.joined': { ...ofPeople, subject: 'userId' },
  'member.left': { ...ofPeople, subject: 'userId' },
  'member.removed': { ...ofPeople, subject: 'userId' },
  'comment.added': {
    ...plain,
    category: 'collaboration',
    subject: 'commentId',
    target: 'comments',
    folding: 'while-unread',
  },
  'comment.mentioned': {
    ...plain,
    category: 'collaboration',
    subject: 'commentId',
    priority: 'high',
    target: 'comments',
  },
  'file.shared': {
    ...plain,
    category: 'collaboration',
    subject: 'fileId',
    target: 'files',
    folding: 'batch',
  },
  'deadline.near': {
    ...plain,
    category: 'deadline',
    priority: ({ data }) =>
      'step' in data && (data.step === 'day' || data.step === 'hours') ? 'high' : 'normal',
    target: 'deadline',
    folding: 'per-track',
  },
  'deadline.passed': {
    ...plain,
    category: 'deadline',
    awaits: 'release',
    priority: 'high',
    target: 'deadline',
    folding: 'per-track',
  },
  'stage.changed': { ...plain, category: 'workflow', target: 'stage', folding: 'shortly' },
  'due.changed': { ...plain, category: 'workflow', target: 'deadline', folding: 'shortly' },
  'track.deleted': { ...plain, category: 'workflow', target: null },
  'reminder.due': {
    ...plain,
    category: 'reminder',
    subject: 'reminderId',
    awaits: 'reminder',
    target: 'origin',
    actions: ['done', 'snooze'],
    pushActions: ['done', 'snooze'],
    folding: 'per-subject',
  },
  'announcement.published': {
    ...plain,
    category: 'system',
    subject: 'announcementId',
    priority: ({ data }) => ('priority' in data ? data.priority : 'normal'),
    target: null,
  },
  'account.signed-in': { ...plain, category: 'system', priority: 'high', target: null },
  'ticket.answered': {
    ...plain,
    category: 'support',
    subject: 'ticketId',
    awaits: 'ticket',
    target: 'ticket',
    actions: ['resolved', 'still-open', 'not-needed'],
    folding: 'per-subject',
  },
};

/** Returns the kinds that fold together: the steps of one deadline are one row. */
export const foldsWith = (kind: NotificationKind): readonly NotificationKind[] =>
  kind.startsWith('deadline.') ? ['deadline.near', 'deadline.passed'] : [kind];

export const isNotificationKind = (text: string): text is NotificationKind =>
  Object.hasOwn(kinds, text);

interface About {
  readonly kind: NotificationKind;
  readonly data: object;
}

/** Finds the id of what it is about; null where it has none or the kind is not known here. */
export function subjectOf({ kind, data }: About): string | null {
  const subject = isNotificationKind(kind) ? kinds[kind].subject : null;
  const id: unknown = subject === null ? null : Reflect.get(data, subject);
  return typeof id === 'string' ? id : null;
}

export const awaitedBy = ({ kind }: Pick<NotificationRecord, 'kind'>): Awaited | null =>
  isNotificationKind(kind) ? kinds[kind].awaits : null;

export const kindsAwaiting = (awaited: Awaited): readonly NotificationKind[] =>
  Object.keys(kinds)
    .filter(isNotificationKind)
    .filter((kind) => kinds[kind].awaits === awaited);

export function priorityOf(record: NotificationRecord): Priority {
  const { priority } = kinds[record.kind];
  return typeof priority === 'function' ? priority(record) : priority;
}
