/** Lets an invite be a link. */
import { statements } from './statements.ts';

export const up = statements('alter table invite add column link_hash text');
