/**
 * The codec reads and writes frames of the socket beside the y-protocols ones. A frame is a varint
 * type, then its fields; a receiver ignores what follows the fields it knows, so fields can be
 * added at the end. It knows bytes, never a socket. Types 0–3 belong to y-websocket.
 */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { err, ok, type Result } from '#shared/base/result.ts';

export const frameTypes = {
  sync: 0,
  awareness: 1,
  auth: 2,
  queryAwareness: 3,
  hello: 64,
  durable: 65,
  nudge: 66,
  heartbeat: 68,
  error: 70,
} as const;

/** Heads say where one user's data stands on the server. */
export interface Heads {
  readonly epoch: string;
  /** Change log. */
  readonly head: number;
  readonly ordinalHead: number;
  /** Marks document: updates stored so far. */
  readonly documentSeq: number;
}

/** The server's clock when it sent the frame, ms since 1970; missing from servers of before. */
interface Timed {
  readonly time?: number;
}

export type Frame =
  | ({ readonly type: 'hello'; readonly protocol: number; readonly generation: string } & Heads &
      Timed)
  | { readonly type: 'durable'; readonly clocks: ReadonlyMap<number, number> }
  | ({ readonly type: 'nudge' } & Heads)
  | ({ readonly type: 'heartbeat' } & Heads & Timed)
  | { readonly type: 'error'; readonly code: string };

const writeHeads = (encoder: encoding.Encoder, heads: Heads): void => {
  encoding.writeVarString(encoder, heads.epoch);
  encoding.writeVarUint(encoder, heads.head);
  encoding.writeVarUint(encoder, heads.ordinalHead);
  encoding.writeVarUint(encoder, heads.documentSeq);
};

const writeTime = (encoder: encoding.Encoder, { time }: Timed): void => {
  if (time !== undefined) encoding.writeVarUint(encoder, time);
};

const readTime = (decoder: decoding.Decoder): Timed =>
  decoding.hasContent(decoder) ? { time: decoding.readVarUint(decoder) } : {};

const readHeads = (decoder: decoding.Decoder): Heads => ({
  epoch: decoding.readVarString(decoder),
  head: decoding.readVarUint(decoder),
  ordinalHead: decoding.readVarUint(decoder),
  documentSeq: decoding.readVarUint(decoder),
});

export function encodeFrame(frame: Frame): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, frameTypes[frame.type]);
  switch (frame.type) {
    case 'hello':
      encoding.writeVarUint(encoder, frame.protocol);
      encoding.writeVarString(encoder, frame.generation);
      writeHeads(encoder, frame);
      writeTime(encoder, frame);
      break;
    case 'durable':
      encoding.writeVarUint(encoder, frame.clocks.size);
      for (const [client, clock] of frame.clocks) {
        encoding.writeVarUint(encoder, client);
        encoding.writeVarUint(encoder, clock);
      }
      break;
    case 'nudge':
      writeHeads(encoder, frame);
      break;
    case 'heartbeat':
      writeHeads(encoder, frame);
      writeTime(encoder, frame);
      break;
    case 'error':
      encoding.writeVarString(encoder, frame.code);
      break;
  }
  return encoding.toUint8Array(encoder);
}

/** Reads a frame of ours whose type was already read; `unknown` is to be ignored. */
export function decodeFrame(
  type: number,
  decoder: decoding.Decoder,
): Result<Frame, 'unknown' | 'malformed'> {
  try {
    switch (type) {
      case frameTypes.hello: {
        const protocol = decoding.readVarUint(decoder);
        const generation = decoding.readVarString(decoder);
        const heads = readHeads(decoder);
        return ok({ type: 'hello', protocol, generation, ...heads, ...readTime(decoder) });
      }
      case frameTypes.durable: {
        const clocks = new Map<number, number>();
        for (let count = decoding.readVarUint(decoder); count > 0; count -= 1) {
          clocks.set(decoding.readVarUint(decoder), decoding.readVarUint(decoder));
        }
        return ok({ type: 'durable', clocks });
      }
      case frameTypes.nudge:
        return ok({ type: 'nudge', ...readHeads(decoder) });
      case frameTypes.heartbeat:
        return ok({ type: 'heartbeat', ...readHeads(decoder), ...readTime(decoder) });
      case frameTypes.error:
        return ok({ type: 'error', code: decoding.readVarString(decoder) });
      default:
        return err('unknown');
    }
  } catch {
    return err('malformed');
  }
}
