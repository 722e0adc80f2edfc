/**
 * A message as a whole WebSocket frame (RFC 6455 §5.2): final, binary, unmasked as servers send. In one
 * piece, so that everybody in a room is sent the same bytes and each by one write; ws writes header and
 * payload apart. It may be mixed with what ws sends itself, as without compression that goes out at once.
 */
const finalBinary = 0x82;

export function binaryFrame(message: Uint8Array): Buffer {
  const { length } = message;
  const headBytes = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(headBytes + length);
  frame[0] = finalBinary;
  if (headBytes === 2) frame[1] = length;
  else if (headBytes === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.set(message, headBytes);
  return frame;
}
