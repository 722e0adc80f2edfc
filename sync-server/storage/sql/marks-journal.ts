/**
 * The journal of the marks documents: what was taken and is not yet in its place. A group of updates,
 * of however many people, is one row behind the last, so a commit writes a page or two instead of some
 * for everybody in it. Pure: the form of a row, and in memory what the rows hold, by person.
 */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { assert } from '#shared/base/assert.ts';
import type { Clocks, MarksAppend } from '../marks-store.ts';

/** What one person added in one group. */
export interface JournalShare extends MarksAppend {
  /** The number of the first update; the others follow. */
  readonly firstSeq: number;
}

/** What one person's document holds beyond its tables. */
export interface Unsettled {
  readonly generation: string;
  /** The number of the last update. */
  readonly seq: number;
  readonly updates: readonly Uint8Array[];
  readonly clocks: Clocks;
}

const formatVersion = 1;

export function encodeGroup(shares: readonly JournalShare[]): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, formatVersion);
    for (const { userId, generation, firstSeq, updates, clocks } of shares) {
      encoding.writeVarString(encoder, userId);
      encoding.writeVarString(encoder, generation);
      encoding.writeVarUint(encoder, firstSeq);
      encoding.writeVarUint(encoder, clocks.size);
      for (const [client, clock] of clocks) {
        assert(Number.isSafeInteger(client) && Number.isSafeInteger(clock), 'a clock is whole');
        encoding.writeVarUint(encoder, client);
        encoding.writeVarUint(encoder, clock);
      }
      writeUpdates(encoder, updates);
    }
  });
}

export function decodeGroup(row: Uint8Array): readonly JournalShare[] {
  const decoder = decoding.createDecoder(row);
  const version = decoding.readVarUint(decoder);
  assert(version === formatVersion, `a journal of format ${version}`);
  const shares: JournalShare[] = [];
  while (decoding.hasContent(decoder)) {
    const userId = decoding.readVarString(decoder);
    const generation = decoding.readVarString(decoder);
    const firstSeq = decoding.readVarUint(decoder);
    const clocks = new Map<number, number>();
    for (let left = decoding.readVarUint(decoder); left > 0; left -= 1) {
      clocks.set(decoding.readVarUint(decoder), decoding.readVarUint(decoder));
    }
    shares.push({ userId, generation, firstSeq, updates: readUpdates(decoder), clocks });
  }
  return shares;
}

/** Several updates as one blob, in their order. */
export const joinUpdates = (updates: readonly Uint8Array[]): Uint8Array =>
  encoding.encode((encoder) => {
    writeUpdates(encoder, updates);
  });

/** The updates of a row of the tail, which holds one as it is, or several joined. */
export const updatesOf = (bytes: Uint8Array, count: number): readonly Uint8Array[] =>
  count === 1 ? [bytes] : readUpdates(decoding.createDecoder(bytes));

function writeUpdates(encoder: encoding.Encoder, updates: readonly Uint8Array[]): void {
  encoding.writeVarUint(encoder, updates.length);
  for (const update of updates) encoding.writeVarUint8Array(encoder, update);
}

function readUpdates(decoder: decoding.Decoder): readonly Uint8Array[] {
  const count = decoding.readVarUint(decoder);
  return Array.from({ length: count }, () => decoding.readVarUint8Array(decoder));
}

interface Held {
  readonly generation: string;
  seq: number;
  readonly updates: Uint8Array[];
  readonly clocks: Map<number, number>;
}

/** What the rows of the journal hold, by person. */
export class Journal {
  readonly #byUser = new Map<string, Held>();
  #bytes = 0;

  get bytes(): number {
    return this.#bytes;
  }

  get userIds(): Iterable<string> {
    return this.#byUser.keys();
  }

  /** As it is now; it goes on growing. */
  of(userId: string): Unsettled | undefined {
    return this.#byUser.get(userId);
  }

  add({ userId, generation, firstSeq, updates, clocks }: JournalShare): void {
    let held = this.#byUser.get(userId);
    if (held?.generation !== generation) {
      this.drop(userId);
      held = { generation, seq: firstSeq - 1, updates: [], clocks: new Map() };
      this.#byUser.set(userId, held);
    }
    assert(held.seq + 1 === firstSeq, 'the journal has no holes');
    held.seq += updates.length;
    for (const update of updates) {
      held.updates.push(update);
      this.#bytes += update.length;
    }
    raiseClocks(held.clocks, clocks);
  }

  drop(userId: string): void {
    for (const update of this.#byUser.get(userId)?.updates ?? []) this.#bytes -= update.length;
    this.#byUser.delete(userId);
  }
}

/** Clocks rise and never fall. */
export function raiseClocks(clocks: Map<number, number>, later: Clocks): void {
  for (const [client, clock] of later) {
    const known = clocks.get(client) ?? 0;
    if (clock > known) clocks.set(client, clock);
  }
}
