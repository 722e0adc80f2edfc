/** Keeps when a marks document last began anew. */
import { statements } from './statements.ts';

export const up = statements('alter table doc add column renewed_at bigint not null default 0');
