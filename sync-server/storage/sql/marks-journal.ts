/**
 * The journal of the marks documents: what was taken and is not yet in its place. A group of updates,
 * of however many people, is one row behind the last, so a commit writes a page or two instead of some
 * for everybody in it. Pure: the form of a row, and in memory what the rows hold, by person.
 */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { assert } from '#shared/base/assert.ts';
import { varUintBytes, writeVarUint } from '../../base/var-uint.ts';
import type { Clocks, MarksAppend } from '../marks-store.ts';

/** What one person added in one group. */
export interface JournalShare extends MarksAppend {
  /** The number of the first update; the others follow. */
  readonly firstSeq: number;
}

/** What one person's document holds beyond its tables; as it is now, it goes on growing. */
export interface Unflushed {
  readonly generation: string;
  /** The number of the last update. */
  readonly seq: number;
  readonly clocks: Clocks;
  readonly updates: readonly Uint8Array[];
}

const formatVersion = 1;

/** In one buffer of the right size: this is written with every group. */
export function encodeGroup(shares: readonly JournalShare[]): Uint8Array {
  let size = varUintBytes(formatVersion);
  for (const share of shares) size += shareBytes(share);
  const row = Buffer.allocUnsafe(size);
  let at = writeVarUint(row, 0, formatVersion);
  for (const share of shares) at = writeShare(row, at, share);
  return row;
}

function shareBytes({ userId, generation, firstSeq, updates, clocks }: JournalShare): number {
  let bytes = textBytes(userId) + textBytes(generation) + varUintBytes(firstSeq);
  bytes += varUintBytes(clocks.size) + varUintBytes(updates.length);
  for (const [client, clock] of clocks) {
    assert(Number.isSafeInteger(client) && Number.isSafeInteger(clock), 'a clock is whole');
    bytes += varUintBytes(client) + varUintBytes(clock);
  }
  for (const { length } of updates) bytes += varUintBytes(length) + length;
  return bytes;
}

function writeShare(row: Buffer, start: number, share: JournalShare): number {
  const { userId, generation, firstSeq, updates, clocks } = share;
  let at = writeText(row, writeText(row, start, userId), generation);
  at = writeVarUint(row, writeVarUint(row, at, firstSeq), clocks.size);
  for (const [client, clock] of clocks) {
    at = writeVarUint(row, writeVarUint(row, at, client), clock);
  }
  at = writeVarUint(row, at, updates.length);
  for (const update of updates) {
    at = writeVarUint(row, at, update.length);
    row.set(update, at);
    at += update.length;
  }
  return at;
}

function textBytes(text: string): number {
  const bytes = Buffer.byteLength(text);
  return varUintBytes(bytes) + bytes;
}

function writeText(row: Buffer, start: number, text: string): number {
  const at = writeVarUint(row, start, Buffer.byteLength(text));
  return at + row.write(text, at);
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
    const updates = readUpdates(decoder, decoding.readVarUint(decoder));
    shares.push({ userId, generation, firstSeq, updates, clocks });
  }
  return shares;
}

/** A row of the tail: one update as it is, or several, each behind its length. */
export interface TailRow {
  readonly bytes: Uint8Array;
  readonly count: number;
}

export const updatesOf = ({ bytes, count }: TailRow): readonly Uint8Array[] =>
  count === 1 ? [bytes] : readUpdates(decoding.createDecoder(bytes), count);

/** @param seq the number of the row's last update @returns what it holds behind a snapshot, which may end amid it */
export function updatesAfter(
  snapshotSeq: number,
  row: TailRow,
  seq: number,
): readonly Uint8Array[] {
  return updatesOf(row).slice(Math.max(0, snapshotSeq - seq + row.count));
}

export function rowOf(updates: readonly Uint8Array[]): TailRow {
  const [first, ...more] = updates;
  if (first && more.length === 0) return { bytes: first, count: 1 };
  const joined = encoding.createEncoder();
  for (const update of updates) encoding.writeVarUint8Array(joined, update);
  return { bytes: encoding.toUint8Array(joined), count: updates.length };
}

const readUpdates = (decoder: decoding.Decoder, count: number): readonly Uint8Array[] =>
  Array.from({ length: count }, () => decoding.readVarUint8Array(decoder));

/** One person's; joined at once, as thousands of small arrays that live for seconds are dear. */
class Held implements Unflushed {
  readonly generation: string;
  readonly clocks = new Map<number, number>();
  #seq: number;
  #count = 0;
  #bytes = 0;
  readonly #joined = encoding.createEncoder();

  constructor({ generation, firstSeq }: JournalShare) {
    this.generation = generation;
    this.#seq = firstSeq - 1;
  }

  get seq(): number {
    return this.#seq;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get updates(): readonly Uint8Array[] {
    return readUpdates(decoding.createDecoder(encoding.toUint8Array(this.#joined)), this.#count);
  }

  get row(): TailRow {
    const [first] = this.#count === 1 ? this.updates : [];
    return { bytes: first ?? encoding.toUint8Array(this.#joined), count: this.#count };
  }

  add({ firstSeq, updates, clocks }: JournalShare): void {
    assert(this.#seq + 1 === firstSeq, 'the journal has no holes');
    this.#seq += updates.length;
    this.#count += updates.length;
    for (const update of updates) {
      this.#bytes += update.length;
      encoding.writeVarUint8Array(this.#joined, update);
    }
    raiseClocks(this.clocks, clocks);
  }
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

  of(userId: string): (Unflushed & { readonly row: TailRow }) | undefined {
    return this.#byUser.get(userId);
  }

  add(share: JournalShare): void {
    const { userId, generation } = share;
    let held = this.#byUser.get(userId);
    if (held?.generation !== generation) {
      this.drop(userId);
      held = new Held(share);
      this.#byUser.set(userId, held);
    }
    const before = held.bytes;
    held.add(share);
    this.#bytes += held.bytes - before;
  }

  drop(userId: string): void {
    this.#bytes -= this.#byUser.get(userId)?.bytes ?? 0;
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
