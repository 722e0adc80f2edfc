/**
 * Where marks documents are kept: one per user, as a snapshot and a tail of updates in the order they
 * were taken. Owns durability: a promise of `append` that resolves means on disk. Knows bytes, clocks
 * and generations; whether an update is fit to be kept was decided before it came here. It may keep what
 * was appended aside for a while, where writing is cheap; every answer counts that in.
 */

/** Clocks by Yjs client id: how many structs of each are known. */
export type Clocks = ReadonlyMap<number, number>;

export interface StoredMarks {
  /** Compared for equality only; another one means another document. */
  readonly generation: string;
  /** Updates ever stored, across compactions: the number of the last one. */
  readonly seq: number;
  readonly clocks: Clocks;
  /** Everything up to `snapshotSeq` in one update; null before the first compaction. */
  readonly snapshot: Uint8Array | null;
  readonly snapshotSeq: number;
  /** The updates after the snapshot, oldest first: numbers snapshotSeq + 1 … seq. */
  readonly tail: readonly Uint8Array[];
  /** When the document last began anew, ms since 1970; 0 where it never has. */
  readonly renewedAt: number;
}

/** A document to put in the place of another: everything in one update, and its clocks. */
export interface Renewal {
  readonly snapshot: Uint8Array;
  readonly clocks: Clocks;
}

/** What one user adds in one group. */
export interface MarksAppend {
  readonly userId: string;
  readonly generation: string;
  readonly updates: readonly Uint8Array[];
  /** The clocks these updates raise, as they stand after the last of them. */
  readonly clocks: Clocks;
}

export type AppendOutcome =
  | { readonly status: 'stored'; readonly seq: number }
  /** The document was replaced meanwhile, or is gone: nothing of this append is stored. */
  | { readonly status: 'other-generation' };

export interface MarksStore {
  /** The user's document in one snapshot of the database; an empty one is made where there is none. */
  load(userId: string): Promise<StoredMarks>;
  /**
   * One group, one commit, one sync of the disk. Rejects as a whole: then nothing of it is stored.
   * @returns one outcome per append, in order
   */
  append(group: readonly MarksAppend[]): Promise<readonly AppendOutcome[]>;
  /** Puts what was kept aside in its place; what belongs to no document any more goes. */
  flushJournal(): Promise<void>;
  /**
   * Puts a snapshot in the place of the updates it holds, which are 1 … `upToSeq`.
   * @returns false where generation or snapshot changed meanwhile: nothing is changed
   */
  compact(
    userId: string,
    generation: string,
    upToSeq: number,
    snapshot: Uint8Array,
  ): Promise<boolean>;
  /**
   * Puts a new document, with a generation of its own, in the place of one that ends at `seq`.
   * @param at ms since 1970
   * @returns the new generation; null where anything was added meanwhile: nothing is changed
   */
  renew(
    userId: string,
    generation: string,
    seq: number,
    renewal: Renewal,
    at: number,
  ): Promise<string | null>;
}
