import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Receiver } from 'ws';
import { encodeFrame } from '#shared/protocol/codec.ts';
import { durableFrame, updateFrame } from './binary-frame.ts';
import { updateMessage } from './socket-messages.ts';

/** The messages ws reads from these bytes, as a client. */
function received(bytes: Uint8Array): Promise<Uint8Array> {
  const receiver = new Receiver({ isServer: false });
  return new Promise((resolve, reject) => {
    receiver.on('message', (data: Buffer) => resolve(new Uint8Array(data)));
    receiver.on('error', reject);
    receiver.write(bytes);
  });
}

test('SY1 an update framed by hand arrives as the codec writes it, at any length', async () => {
  for (const length of [0, 1, 121, 122, 123, 127, 128, 65_529, 65_530, 65_531, 70_000]) {
    const update = new Uint8Array(length).map((_, index) => index);
    expect(await received(updateFrame(update)), `${length} bytes`).toEqual(updateMessage(update));
  }
});

test('SY1 an acknowledgement framed by hand arrives as the codec writes it', async () => {
  const clock = fc.oneof(fc.nat(), fc.maxSafeNat());
  const property = fc.asyncProperty(fc.array(fc.tuple(clock, clock)), async (entries) => {
    const clocks = new Map(entries);
    expect(await received(durableFrame(clocks))).toEqual(encodeFrame({ type: 'durable', clocks }));
  });
  await fc.assert(property, { numRuns: 200 });
});
