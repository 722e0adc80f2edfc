/**
 * Every bound of the marks document and of the frames it travels in, with its reason. Both programs
 * read these.
 */
import { day, minute } from '#shared/base/time.ts';

/** A device's whole marks after a restore travel in one frame. */
export const documentBytes = 1_024 * 1_024;
export const socketMessageBytes = documentBytes + 64 * 1_024;
/**
 * Above either a document is to begin anew: what it keeps of ended sessions is much of it. With what
 * comes until the next compaction, a year of use stays below 64 KB.
 */
export const renewalBytes = 48 * 1_024;
export const renewalVectorBytes = 4 * 1_024;
/** Every device must exchange its document then. */
export const renewalEveryMs = 24 * 60 * 60 * 1_000;
/** One update of the marks document; a gesture makes a few dozen bytes. */
export const updateBytes = 256 * 1_024;
/** One entry of the marks document. */
export const markEntryBytes = 4 * 1_024;
export const markKeyCharacters = 120;
/** Structs and delete ranges of one update: far above a year of gestures, and read in milliseconds. */
export const updateStructs = 100_000;
export const updateDeletes = 20_000;
/** Sessions in one document; it begins anew at a third of this. */
export const documentClients = 2_000;
/** How far a stamp may be ahead of the server's clock: clocks that are kept differ by seconds. */
export const clockLeadMs = 5 * minute;
/** Undo reaches this far back; without a record none is offered. */
export const recordsKept = { ms: 30 * day, count: 200, bytes: 32 * 1_024 } as const;
