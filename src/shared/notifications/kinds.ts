/**
 * The registry of notification kinds. A new kind is one entry here, its data in record.ts and its
 * words in the catalogue (`notification.<kind>.title` and `.message`); nothing else asks which kinds
 * there are.
 */
import type { NotificationKind } from '#shared/notifications/record.ts';
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

export interface KindDefinition {
  readonly category: Category;
  readonly priority: 'normal' | 'high';
  /** The widget of the track it leads to; null stays where one is. */
  readonly target: Widget | null;
  /** What can be answered in the row while it awaits an answer. */
  readonly actions: readonly ('accept' | 'decline')[];
}

export const kinds: { readonly [Kind in NotificationKind]: KindDefinition } = {
  'invite.received': {
    category: 'collaboration',
    priority: 'high',
    target: 'collaborators',
    actions: ['accept', 'decline'],
  },
  'invite.accepted': {
    category: 'collaboration',
    priority: 'normal',
    target: 'collaborators',
    actions: [],
  },
  'invite.declined': {
    category: 'collaboration',
    priority: 'normal',
    target: 'collaborators',
    actions: [],
  },
  'comment.added': {
    category: 'collaboration',
    priority: 'normal',
    target: 'comments',
    actions: [],
  },
  'comment.mentioned': {
    category: 'collaboration',
    priority: 'high',
    target: 'comments',
    actions: [],
  },
  'stage.changed': { category: 'workflow', priority: 'normal', target: 'stage', actions: [] },
  'due.changed': { category: 'deadline', priority: 'normal', target: 'deadline', actions: [] },
};

export const isNotificationKind = (text: string): text is NotificationKind =>
  Object.hasOwn(kinds, text);
