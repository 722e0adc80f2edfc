import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeFrame } from '#shared/protocol/codec.ts';
import { durableFrame, updateFrame } from '../../marks/binary-frame.ts';
import { updateMessage } from '../../marks/socket-messages.ts';

/** As RFC 6455 §5.2 says it is read; real clients read them in the protocol tests. */
function received(frame: Buffer): Uint8Array {
  expect(frame[0]).toBe(0x82);
  const short = frame[1] ?? 0;
  if (short < 126) {
    expect(frame.length).toBe(2 + short);
    return new Uint8Array(frame.subarray(2));
  }
  const [length, at] =
    short === 126 ? [frame.readUInt16BE(2), 4] : [Number(frame.readBigUInt64BE(2)), 10];
  expect(frame.length).toBe(at + length);
  return new Uint8Array(frame.subarray(at));
}

test('SY1 an update framed by hand arrives as the codec writes it, at any length', () => {
  for (const length of [0, 1, 121, 122, 123, 127, 128, 65_529, 65_530, 65_531, 70_000]) {
    const update = new Uint8Array(length).map((_, index) => index);
    expect(received(updateFrame(update)), `${length} bytes`).toEqual(updateMessage(update));
  }
});

test('SY1 an acknowledgement framed by hand arrives as the codec writes it', () => {
  const clock = fc.oneof(fc.nat(), fc.maxSafeNat());
  const property = fc.property(fc.array(fc.tuple(clock, clock)), (entries) => {
    const clocks = new Map(entries);
    expect(received(durableFrame(clocks))).toEqual(encodeFrame({ type: 'durable', clocks }));
  });
  fc.assert(property, { numRuns: 200 });
});
