/**
 * This file frames the two messages that are sent again and again, each as a whole WebSocket frame
 * (RFC 6455 §5.2): final, binary, unmasked as servers send. In one piece, everybody in a room is
 * sent the same bytes and each by one write; ws writes header and payload apart. They are written
 * by hand into Node's pool, as an encoder for each would be most of the garbage. They mix with what
 * ws sends itself: without compression that goes out at once.
 */
import { frameTypes } from '#shared/protocol/codec.ts';
import type { Clocks } from '../storage/marks-store.ts';
import { varUintBytes, writeVarUint } from '../base/var-uint.ts';
import { syncTypes } from './socket-messages.ts';

const finalBinary = 0x82;
const [shortMost, middleMost] = [125, 65_535];

/** @returns a frame with room for the payload, and where that begins */
function frameFor(payloadBytes: number): readonly [frame: Buffer, at: number] {
  const at = payloadBytes <= shortMost ? 2 : payloadBytes <= middleMost ? 4 : 10;
  const frame = Buffer.allocUnsafe(at + payloadBytes);
  frame[0] = finalBinary;
  if (at === 2) frame[1] = payloadBytes;
  else if (at === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(payloadBytes, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(payloadBytes), 2);
  }
  return [frame, at];
}

/** Somebody's update, for everybody else. */
export function updateFrame(update: Uint8Array): Buffer {
  const [frame, start] = frameFor(2 + varUintBytes(update.length) + update.length);
  frame[start] = frameTypes.sync;
  frame[start + 1] = syncTypes.update;
  frame.set(update, writeVarUint(frame, start + 2, update.length));
  return frame;
}

/** Says what is on disk to the one who sent it. */
export function durableFrame(clocks: Clocks): Buffer {
  let bytes = 1 + varUintBytes(clocks.size);
  for (const [client, clock] of clocks) bytes += varUintBytes(client) + varUintBytes(clock);
  const [frame, start] = frameFor(bytes);
  frame[start] = frameTypes.durable;
  let at = writeVarUint(frame, start + 1, clocks.size);
  for (const [client, clock] of clocks) {
    at = writeVarUint(frame, writeVarUint(frame, at, client), clock);
  }
  return frame;
}
