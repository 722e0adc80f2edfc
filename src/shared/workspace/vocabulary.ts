/**
 * The lists of words that workspace and notifications share: what a row can be about in broad terms,
 * how urgent it is, and when a due date is told of.
 */
export const categories = [
  'collaboration',
  'deadline',
  'workflow',
  'reminder',
  'system',
  'support',
] as const;
export type Category = (typeof categories)[number];

export const priorities = ['low', 'normal', 'high'] as const;
export type Priority = (typeof priorities)[number];

/** The steps before a due date that are told, and the one when it has passed. */
export const deadlineSteps = ['week', 'three-days', 'day', 'hours', 'overdue'] as const;
export type DeadlineStep = (typeof deadlineSteps)[number];
