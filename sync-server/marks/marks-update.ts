/**
 * Reads an update of a marks document (Yjs, V1) without building any Yjs object. A marks document
 * is one map of bytes, so of the format only a corner is legitimate; everything else is refused at
 * the first byte that shows it, whatever it claims to hold. Owns the grammar; whether the update
 * fits a document is judged in check-update.ts.
 *
 * A struct is an item or a collected range (GC), never a gap (Skip). An item continues an entry
 * (origin) or begins one (root `marks` and a key); it never has a right origin, because a map
 * writes none. Content is bytes or was deleted. Each client has one block, without holes.
 */
import * as decoding from 'lib0/decoding';
import { err, ok, type Result } from '#shared/base/result.ts';
import { documentClients, updateDeletes, updateStructs } from '#shared/marks/limits.ts';

export interface StructId {
  readonly client: number;
  readonly clock: number;
}

export type MarksStruct =
  | { readonly kind: 'collected'; readonly clock: number; readonly length: number }
  | {
      readonly kind: 'item';
      readonly clock: number;
      readonly length: number;
      /** The item this one follows in its entry; null where it begins one. */
      readonly origin: StructId | null;
      /** Null with an origin: the key is the origin's, and not written. */
      readonly key: string | null;
      /** Null where it was deleted. */
      readonly content: Uint8Array | null;
    };

export interface ClientBlock {
  readonly client: number;
  readonly clock: number;
  /** Just behind the last struct. */
  readonly end: number;
  readonly structs: readonly MarksStruct[];
}

export interface DeletedRange extends StructId {
  readonly length: number;
}

export interface MarksUpdate {
  readonly blocks: ReadonlyMap<number, ClientBlock>;
  readonly deletes: readonly DeletedRange[];
}

export type ParseFault =
  | 'malformed'
  | 'foreign-type'
  /** It claims more than anybody could write in a year; what it claims is not read. */
  | 'too-long';

const hasOrigin = 0b1000_0000;
const hasRightOrigin = 0b0100_0000;
const hasKey = 0b0010_0000;
const contentBits = 0b0001_1111;
const contentRefs = { collected: 0, deleted: 1, binary: 3 } as const;
const rootName = 'marks';

/** Leaves the reading at once; never seen outside this module. */
class Refusal extends Error {
  readonly fault: ParseFault;
  constructor(fault: ParseFault) {
    super(fault);
    this.fault = fault;
  }
}

export function parseMarksUpdate(bytes: Uint8Array): Result<MarksUpdate, ParseFault> {
  const decoder = decoding.createDecoder(bytes);
  try {
    const blocks = readBlocks(decoder);
    const deletes = readDeletes(decoder);
    return decoding.hasContent(decoder) ? err('malformed') : ok({ blocks, deletes });
  } catch (error) {
    // What lib0 throws is about torn bytes and numbers out of range.
    return err(error instanceof Refusal ? error.fault : 'malformed');
  }
}

function readCount(decoder: decoding.Decoder, most: number): number {
  const count = decoding.readVarUint(decoder);
  if (count > most) throw new Refusal('too-long');
  return count;
}

function readBlocks(decoder: decoding.Decoder): Map<number, ClientBlock> {
  const blocks = new Map<number, ClientBlock>();
  let structsLeft = updateStructs;
  for (let left = readCount(decoder, documentClients); left > 0; left -= 1) {
    const count = readCount(decoder, structsLeft);
    structsLeft -= count;
    const client = decoding.readVarUint(decoder);
    const clock = decoding.readVarUint(decoder);
    if (count === 0 || blocks.has(client)) throw new Refusal('malformed');
    const structs: MarksStruct[] = [];
    let end = clock;
    for (let index = 0; index < count; index += 1) {
      const struct = readStruct(decoder, end);
      end += struct.length;
      if (struct.length < 1 || !Number.isSafeInteger(end)) throw new Refusal('malformed');
      structs.push(struct);
    }
    blocks.set(client, { client, clock, end, structs });
  }
  return blocks;
}

function readStruct(decoder: decoding.Decoder, clock: number): MarksStruct {
  const info = decoding.readUint8(decoder);
  const ref = info & contentBits;
  if (ref === contentRefs.collected) {
    return { kind: 'collected', clock, length: decoding.readVarUint(decoder) };
  }
  const isKnown = ref === contentRefs.deleted || ref === contentRefs.binary;
  if (!isKnown || (info & hasRightOrigin) !== 0) throw new Refusal('foreign-type');
  const origin = (info & hasOrigin) !== 0 ? readId(decoder) : null;
  const key = origin ? null : readKey(decoder, info);
  return ref === contentRefs.deleted
    ? { kind: 'item', clock, origin, key, content: null, length: decoding.readVarUint(decoder) }
    : { kind: 'item', clock, origin, key, content: decoding.readVarUint8Array(decoder), length: 1 };
}

const readId = (decoder: decoding.Decoder): StructId => ({
  client: decoding.readVarUint(decoder),
  clock: decoding.readVarUint(decoder),
});

function readKey(decoder: decoding.Decoder, info: number): string {
  const isRoot = decoding.readVarUint(decoder) === 1;
  if (!isRoot || decoding.readVarString(decoder) !== rootName || (info & hasKey) === 0) {
    throw new Refusal('foreign-type');
  }
  return decoding.readVarString(decoder);
}

function readDeletes(decoder: decoding.Decoder): DeletedRange[] {
  const deletes: DeletedRange[] = [];
  for (let left = readCount(decoder, documentClients); left > 0; left -= 1) {
    const client = decoding.readVarUint(decoder);
    let ranges = readCount(decoder, updateDeletes - deletes.length);
    for (; ranges > 0; ranges -= 1) {
      const clock = decoding.readVarUint(decoder);
      const length = decoding.readVarUint(decoder);
      if (length < 1) throw new Refusal('malformed');
      deletes.push({ client, clock, length });
    }
  }
  return deletes;
}
