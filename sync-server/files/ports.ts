/**
 * What files and the workspace know of each other. This folder receives bytes, keeps them under their
 * hash and hands them out; who may do what, and which file belongs where, the workspace decides.
 */

import type { Sound } from '#shared/workspace/entities.ts';

/** What is on its way, as whoever sends it says. */
export interface Announced {
  readonly userId: string;
  readonly trackId: string;
  readonly fileId: string;
  readonly versionId: string;
  /** As the uploader calls the file; cleaned to one line. */
  readonly name: string;
  readonly note: string;
  readonly size: number;
  /** Hex. */
  readonly sha256: string;
}

/** What came in whole: its bytes are on disk under their hash. */
export interface Arrival extends Announced {
  /** What the bytes say of themselves; null where nobody here knows them. */
  readonly sound: Sound | null;
}

export interface Holding {
  readonly sha256: string;
  readonly size: number;
  readonly name: string;
}

/** What the workspace decides about files. */
export interface FileRules {
  /** Before the first byte: null, or why not. */
  refusal(
    userId: string,
    trackId: string,
    size: number,
  ): Promise<'not-found' | 'limit-reached' | 'too-large' | null>;
  /** Idempotent by versionId. */
  arrived(arrival: Arrival): Promise<'done' | 'not-found' | 'limit-reached'>;
  /** At every request, ranges and resumptions included; null where this person may not see it (any more). */
  holding(userId: string, versionId: string): Promise<Holding | null>;
  /** Hashes that something still refers to, in pages, for collecting the rest. */
  referred(after: string, limit: number): Promise<readonly string[]>;
}
