/** Keeps what the bytes of a version say of it; of those that were there before, nobody has read it. */
import { statements } from './statements.ts';

export const up = statements(`alter table file_version add column sound text`);
