/**
 * Tables of the marks documents, as Kysely sees them. The head row is small because every update
 * rewrites it; the snapshot, up to a megabyte, lies apart.
 */
import type { Generated } from 'kysely';

export interface MarkTables {
  doc: {
    user_id: string;
    generation: string;
    seq: number;
    /** Everything up to here is in the snapshot. */
    snapshot_seq: number;
    /** When the document last began anew, ms since 1970; 0 where it never has. */
    renewed_at: Generated<number>;
  };
  doc_snapshot: {
    user_id: string;
    bytes: Uint8Array;
  };
  doc_update: {
    user_id: string;
    /** The number of the last update in this row. */
    seq: number;
    /** One update, or several joined (marks-journal.ts). */
    bytes: Uint8Array;
    updates: Generated<number>;
  };
  doc_journal: {
    id: Generated<number>;
    /** A group of updates on their way to the tables above; see marks-journal.ts. */
    bytes: Uint8Array;
  };
  doc_client: {
    user_id: string;
    client: number;
    clock: number;
  };
}
