import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { createFeedActs } from '#lib/storage/feed-acts.ts';
import { readLanes } from '#lib/storage/read-lanes.ts';
import { ok } from '#shared/base/result.ts';
import { marksMap, readDocMarks } from '#shared/marks/doc.ts';
import { openTestDevice, type TestDevice } from '../../../tests/support/device.ts';
import type { Api } from './api.ts';
import { exchangeMarks } from './marks-exchange.ts';

let device: TestDevice;
beforeEach(async () => {
  device = await openTestDevice();
});
afterEach(async () => {
  expect(device.faults).toEqual([]);
  await device.dispose();
});

/** @param torn what is answered first, once */
function createServer(doc: Y.Doc, torn: Uint8Array): Pick<Api, 'marks'> {
  let first: Uint8Array | null = torn;
  return {
    marks(body) {
      const decoder = decoding.createDecoder(body);
      const vector = decoding.readVarUint8Array(decoder);
      const said = decoding.readVarUint8Array(decoder);
      // What refers to what is not known is left out, as a whole.
      if (said.length > 0 && fits(doc, said)) Y.applyUpdate(doc, said);
      const update = first ?? Y.encodeStateAsUpdate(doc, vector);
      first = null;
      const bytes = encoding.encode((encoder) => {
        encoding.writeVarString(encoder, 'g1');
        encoding.writeVarUint(encoder, 1);
        encoding.writeVarUint8Array(encoder, update);
        encoding.writeVarUint8Array(encoder, Y.encodeStateVector(doc));
      });
      return Promise.resolve(ok(bytes));
    },
  };
}

function fits(doc: Y.Doc, update: Uint8Array): boolean {
  const trial = new Y.Doc();
  Y.applyUpdate(trial, Y.encodeStateAsUpdate(doc));
  Y.applyUpdate(trial, update);
  return trial.store.pendingStructs === null;
}

test('SY24 a document that waits for a part the server has lost begins anew', async () => {
  await createFeedActs(device).markRead([[1, 3]]);
  const lost = new Y.Doc();
  const updates: Uint8Array[] = [];
  lost.on('update', (update: Uint8Array) => updates.push(update));
  for (const key of ['a', 'b']) marksMap(lost).set(key, new Uint8Array([9]));
  const doc = new Y.Doc();
  const api = createServer(doc, updates[1] ?? new Uint8Array());
  const epoch = () => Promise.resolve('e1');
  const { disk, report } = device;

  expect(await exchangeMarks({ api, disk, epoch, report })).toBeNull();
  expect(readDocMarks(doc)).toEqual(await readLanes(device.acts.lanes));
  expect(await readLanes(device.acts.durable)).toEqual(await readLanes(device.acts.lanes));
});
