/**
 * Every table of ours as Kysely types. Each part of the storage keeps its tables in a file of its own
 * and its migrations in `migrations/`; this is where they meet. The accounts' tables belong to better-auth.
 */
import type { AccountTables } from './account-tables.ts';
import type { MarkTables } from './mark-tables.ts';
import type { PushTables } from './push-tables.ts';
import type { WorkspaceTables } from './workspace-tables.ts';

export interface Tables extends AccountTables, MarkTables, PushTables, WorkspaceTables {}
