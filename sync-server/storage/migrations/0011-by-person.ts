/** Lets what a person wrote and was invited to be found by the person. */
import { statements } from './statements.ts';

export const up = statements(
  'create index comment_by_author on comment (author_id)',
  'create index invite_by_invitee on invite (invitee_id)',
);
