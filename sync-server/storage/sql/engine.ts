/** Which engine a database is on, for the few statements that both cannot share. */
import { PostgresAdapter, type Kysely } from 'kysely';

/** Each has a name of its own for where one text begins in another: 0 is nowhere. */
export const textPosition = <T>(db: Kysely<T>): 'strpos' | 'instr' =>
  isPostgres(db) ? 'strpos' : 'instr';

export const isPostgres = <T>(db: Kysely<T>): boolean =>
  db.getExecutor().adapter instanceof PostgresAdapter;
