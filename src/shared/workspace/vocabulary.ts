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

export const stages = [
  'idea',
  'writing',
  'recording',
  'editing',
  'mixing',
  'mastering',
  'released',
] as const;
export type Stage = (typeof stages)[number];

export const roles = ['owner', 'collaborator'] as const;
export type Role = (typeof roles)[number];

/** `already-member`: the invited came in another way; `track-deleted`: there is nothing to join. */
export const inviteStates = [
  'pending',
  'accepted',
  'declined',
  'revoked',
  'already-member',
  'track-deleted',
] as const;
export type InviteState = (typeof inviteStates)[number];

export const repeats = ['daily', 'weekdays', 'weekly', 'monthly'] as const;
export type Repeat = (typeof repeats)[number];

export const ticketStatuses = ['open', 'answered', 'resolved', 'not-needed'] as const;
export type TicketStatus = (typeof ticketStatuses)[number];
