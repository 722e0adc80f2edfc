/**
 * This file is the y-protocols half of the wire: what a client sends and how it is answered, as
 * bytes. Frames of our own are in the shared codec. It also holds the body of POST /api/marks,
 * which is the same conversation in one request. It knows no socket and trusts nothing it reads.
 */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { err, ok, type Result } from '#shared/base/result.ts';
import { frameTypes } from '#shared/protocol/codec.ts';
import { documentClients } from '#shared/marks/limits.ts';
import type { Clocks } from '../storage/marks-store.ts';

export const syncTypes = { step1: 0, step2: 1, update: 2 } as const;

export type ClientMessage =
  /** "I know this much": to be answered with what is missing. */
  | { readonly kind: 'step1'; readonly vector: Uint8Array }
  /** The answer to our own step 1. */
  | { readonly kind: 'step2'; readonly update: Uint8Array }
  | { readonly kind: 'update'; readonly update: Uint8Array }
  /** Awareness, and types of the future. */
  | { readonly kind: 'ignored' };

export function parseClientMessage(bytes: Uint8Array): Result<ClientMessage, 'malformed'> {
  const decoder = decoding.createDecoder(bytes);
  try {
    if (decoding.readVarUint(decoder) !== frameTypes.sync) return ok({ kind: 'ignored' });
    const type = decoding.readVarUint(decoder);
    const payload = decoding.readVarUint8Array(decoder);
    switch (type) {
      case syncTypes.step1:
        return isVector(payload) ? ok({ kind: 'step1', vector: payload }) : err('malformed');
      case syncTypes.step2:
        return ok({ kind: 'step2', update: payload });
      case syncTypes.update:
        return ok({ kind: 'update', update: payload });
      default:
        return err('malformed');
    }
  } catch {
    return err('malformed');
  }
}

function isVector(bytes: Uint8Array): boolean {
  const decoder = decoding.createDecoder(bytes);
  try {
    const clients = decoding.readVarUint(decoder);
    if (clients > documentClients) return false;
    for (let left = clients * 2; left > 0; left -= 1) decoding.readVarUint(decoder);
    return !decoding.hasContent(decoder);
  } catch {
    return false;
  }
}

const syncMessage = (type: number, payload: Uint8Array): Uint8Array =>
  encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, frameTypes.sync);
    encoding.writeVarUint(encoder, type);
    encoding.writeVarUint8Array(encoder, payload);
  });

export const stepOne = (clocks: Clocks): Uint8Array =>
  syncMessage(syncTypes.step1, encodeVector(clocks));
export const stepTwo = (update: Uint8Array): Uint8Array => syncMessage(syncTypes.step2, update);
export const updateMessage = (update: Uint8Array): Uint8Array =>
  syncMessage(syncTypes.update, update);

const encodeVector = (clocks: Clocks): Uint8Array => Y.encodeStateVector(new Map(clocks));

/** A request without a socket: what its sender knows, and what the server may lack (or nothing). */
export interface MarksRequest {
  readonly vector: Uint8Array;
  readonly update: Uint8Array;
}

export function parseMarksRequest(body: Uint8Array): Result<MarksRequest, 'malformed'> {
  const decoder = decoding.createDecoder(body);
  try {
    const vector = decoding.readVarUint8Array(decoder);
    const update = decoding.readVarUint8Array(decoder);
    const isWhole = isVector(vector) && !decoding.hasContent(decoder);
    return isWhole ? ok({ vector, update }) : err('malformed');
  } catch {
    return err('malformed');
  }
}

export interface MarksAnswer {
  readonly generation: string;
  readonly documentSeq: number;
  /** The update that the sender did not know. */
  readonly update: Uint8Array;
  /** The clocks on disk: a sender whose clock is higher there sends the rest again. */
  readonly durable: Clocks;
  /** The server's clock, ms since 1970. */
  readonly time: number;
}

export const encodeMarksAnswer = (answer: MarksAnswer): Uint8Array =>
  encoding.encode((encoder) => {
    encoding.writeVarString(encoder, answer.generation);
    encoding.writeVarUint(encoder, answer.documentSeq);
    encoding.writeVarUint8Array(encoder, answer.update);
    encoding.writeVarUint8Array(encoder, encodeVector(answer.durable));
    encoding.writeVarUint(encoder, answer.time);
  });
