import fc from 'fast-check';
import * as decoding from 'lib0/decoding';
import { expect, test } from 'vitest';
import { decodeFrame, encodeFrame, type Frame } from '#shared/protocol/codec.ts';

const count = fc.nat({ max: Number.MAX_SAFE_INTEGER });
const heads = {
  epoch: fc.string(),
  head: count,
  ordinalHead: count,
  documentSeq: count,
};
const frames: fc.Arbitrary<Frame> = fc.oneof(
  fc.record({
    type: fc.constant('hello' as const),
    protocol: fc.nat(),
    generation: fc.string(),
    ...heads,
    time: count,
  }),
  fc.record({
    type: fc.constant('durable' as const),
    clocks: fc.array(fc.tuple(count, count)).map((entries) => new Map(entries)),
  }),
  fc.record({ type: fc.constant('nudge' as const), ...heads }),
  fc.record({ type: fc.constant('heartbeat' as const), ...heads, time: count }),
  fc.record({ type: fc.constant('error' as const), code: fc.string() }),
);

const decode = (bytes: Uint8Array) => {
  const decoder = decoding.createDecoder(bytes);
  return decodeFrame(decoding.readVarUint(decoder), decoder);
};

test('SY1 every frame survives the wire', () => {
  fc.assert(
    fc.property(frames, (frame) => {
      expect(decode(encodeFrame(frame))).toEqual({ ok: true, value: frame });
    }),
  );
});

test('SY2 a torn frame is malformed, never an exception', () => {
  fc.assert(
    fc.property(frames, fc.nat(), (frame, cut) => {
      const bytes = encodeFrame(frame);
      const torn = bytes.slice(0, 1 + (cut % (bytes.length - 1)));
      if (torn.length === bytes.length) return;
      // A server of before says no time.
      const { time, ...untimed } = { time: undefined, ...frame };
      const isUntimed = time !== undefined && torn.length === encodeFrame(untimed).length;
      const value = isUntimed ? { ok: true, value: untimed } : { ok: false, error: 'malformed' };
      expect(decode(torn)).toEqual(value);
    }),
  );
});

test('SY3 a type nobody knows yet is unknown', () => {
  expect(decode(new Uint8Array([99, 1, 2]))).toEqual({ ok: false, error: 'unknown' });
});
