/** Finds the invites that somebody sent, when their account is deleted. */
import { statements } from './statements.ts';

export const up = statements('create index invite_by_inviter on invite (inviter_id)');
