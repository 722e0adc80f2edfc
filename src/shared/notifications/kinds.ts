/**
 * The registry of notification kinds. A new kind is one entry here, its data in record.ts and its
 * words in the catalogue (`words/notification.ts`); nothing else asks which kinds there are.
 */
import type {
  NotificationKind,
  NotificationRecord,
  Priority,
} from '#shared/notifications/record.ts';
import type { Widget } from '#shared/tracks/entities.ts';

export const categories = [
  'collaboration',
  'deadline',
  'workflow',
  'reminder',
  'system',
  'support',
] as const;
export type Category = (typeof categories)[number];

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
 * Where a click leads: a widget of the track, where the reminder was set, the ticket. Null stays where
 * one is.
 */
export type Target = Widget | 'origin' | 'ticket' | null;

/** What becomes of an earlier row about the same thing when this happens again. */
export type Folding =
  /** Each is a row of its own. */
  | 'never'
  /** One row per track, until it was read or dismissed. */
  | 'while-unread'
  /** One row per track, within `stageFoldMs`. */
  | 'shortly'
  /** One row per track, for good: it changes in place and asks for attention again. */
  | 'per-track'
  /** One row per subject, likewise. */
  | 'per-subject';

export interface KindDefinition {
  readonly category: Category;
  /** Where it depends on more than the kind, of the record. */
  readonly priority: Priority | ((record: NotificationRecord) => Priority);
  readonly target: Target;
  /** What can be answered in the row while it awaits an answer. */
  readonly actions: readonly Action[];
  /** At most two: more are not shown anywhere. */
  readonly pushActions: readonly PushAction[];
  readonly folding: Folding;
}

const plain = {
  priority: 'normal',
  actions: [],
  pushActions: ['read'],
  folding: 'never',
} as const;

export const kinds: { readonly [Kind in NotificationKind]: KindDefinition } = {
  'invite.received': {
    ...plain,
    category: 'collaboration',
    priority: 'high',
    target: 'collaborators',
    actions: ['accept', 'decline'],
    pushActions: ['accept', 'read'],
  },
  'invite.accepted': { ...plain, category: 'collaboration', target: 'collaborators' },
  'invite.declined': { ...plain, category: 'collaboration', target: 'collaborators' },
  'member.left': { ...plain, category: 'collaboration', target: 'collaborators' },
  'member.removed': { ...plain, category: 'collaboration', target: 'collaborators' },
  'comment.added': {
    ...plain,
    category: 'collaboration',
    target: 'comments',
    folding: 'while-unread',
  },
  'comment.mentioned': {
    ...plain,
    category: 'collaboration',
    priority: 'high',
    target: 'comments',
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
    priority: 'high',
    target: 'deadline',
    folding: 'per-track',
  },
  'stage.changed': { ...plain, category: 'workflow', target: 'stage', folding: 'shortly' },
  'due.changed': { ...plain, category: 'workflow', target: 'deadline' },
  'reminder.due': {
    ...plain,
    category: 'reminder',
    target: 'origin',
    actions: ['done', 'snooze'],
    pushActions: ['done', 'snooze'],
    folding: 'per-subject',
  },
  'announcement.published': {
    ...plain,
    category: 'system',
    priority: ({ data }) => ('priority' in data ? data.priority : 'normal'),
    target: null,
  },
  'account.signed-in': { ...plain, category: 'system', priority: 'high', target: null },
  'ticket.answered': {
    ...plain,
    category: 'support',
    target: 'ticket',
    actions: ['resolved', 'still-open', 'not-needed'],
    folding: 'per-subject',
  },
};

/** The steps of one deadline are one row, whatever they are called. */
export const foldsWith = (kind: NotificationKind): readonly NotificationKind[] =>
  kind.startsWith('deadline.') ? ['deadline.near', 'deadline.passed'] : [kind];

export const isNotificationKind = (text: string): text is NotificationKind =>
  Object.hasOwn(kinds, text);

export function priorityOf(record: NotificationRecord): Priority {
  const { priority } = kinds[record.kind];
  return typeof priority === 'function' ? priority(record) : priority;
}
