/** One step of the database's shape. */
import type { QueryExecutorProvider } from 'kysely';

export interface Migration {
  /** Sorts after everything before it; recorded once applied. */
  readonly name: string;
  readonly up: (db: QueryExecutorProvider) => Promise<void>;
}
