import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { createFeedActs } from '#lib/storage/feed-acts.ts';
import { readLanes } from '#lib/storage/read-lanes.ts';
import { err, ok } from '#shared/base/result.ts';
import { marksMap, readDocMarks } from '#shared/marks/doc.ts';
import { openTestDevice, type TestDevice } from '../../../tests/support/device.ts';
import type { Api } from './api.ts';
import { createMarksExchange, exchangeMarks } from './marks-exchange.ts';
import { createMarksPoll } from './marks-poll.ts';
import { createMeter } from './pace.ts';
import { openMarksSession } from './marks-session.ts';

let device: TestDevice;
beforeEach(async () => {
  device = await openTestDevice();
});
afterEach(async () => {
  expect(device.faults).toEqual([]);
  await device.dispose();
});

/** @param torn what is answered first, once */
function createServer(doc: Y.Doc, torn: Uint8Array, time?: number): Pick<Api, 'marks'> {
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
        if (time !== undefined) encoding.writeVarUint(encoder, time);
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

  expect(await exchangeMarks({ api, up: createMeter(), disk, epoch, report })).toBeNull();
  expect(readDocMarks(doc)).toEqual(await readLanes(device.acts.lanes));
  expect(await readLanes(device.acts.durable)).toEqual(await readLanes(device.acts.lanes));
});

test('SY21 what is answered after a socket has opened takes nothing back of what that has said', async () => {
  const { disk, report, acts } = device;
  const doc = new Y.Doc();
  const server = createServer(doc, new Uint8Array());
  const session = await openMarksSession(disk, report);
  let asked = (): void => undefined;
  let answer = (): void => undefined;
  const isAsked = new Promise<void>((resolve) => (asked = resolve));
  const isAnswered = new Promise<void>((resolve) => (answer = resolve));
  const marks: Api['marks'] = async (...question) => {
    const said = await server.marks(...question);
    asked();
    await isAnswered;
    return said;
  };
  const exchanged: unknown[] = [];
  const poll = createMarksPoll({
    api: { marks },
    up: createMeter(),
    session,
    epoch: () => Promise.resolve('e1'),
    random: () => 0,
    report,
    onExchanged: (fault) => exchanged.push(fault),
  });
  await isAsked;

  // Meanwhile a socket has opened, and everything said here is on the server's disk.
  const ended = poll.dispose();
  session.greeted('e2', 'g1');
  session.synced();
  await createFeedActs(device).markRead([[1, 3]]);
  const lanes = () => readLanes(acts.lanes);
  await expect.poll(async () => readDocMarks(session.doc)).toEqual(await lanes());
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(session.doc));
  session.stored(Y.decodeStateVector(Y.encodeStateVector(doc)));
  await expect.poll(() => readLanes(acts.durable)).toEqual(await lanes());

  answer();
  await ended;
  await session.dispose();
  expect(await readLanes(acts.durable)).toEqual(await lanes());
  expect(await acts.meta.get('device')).toMatchObject({ epoch: 'e2', generation: 'g1' });
  expect(exchanged).toEqual([]);
});

test('MK19 a device that is told the time by an answer has said nothing before, nor after', async () => {
  await createFeedActs(device).markRead([[1, 3]]);
  const { disk, report } = device;
  const doc = new Y.Doc();
  const api = createServer(doc, Y.encodeStateAsUpdate(doc), 42);
  const session = await openMarksSession(disk, report);
  const epoch = () => Promise.resolve('e1');
  const told: number[] = [];
  const hears = (time: number) => told.push(time) === 0;
  const exchange = createMarksExchange({ api, session, up: createMeter(), epoch, hears });
  expect(await exchange()).toEqual(ok(false));
  expect(told).toEqual([42]);
  expect(readDocMarks(doc).read).toEqual([]);
  await session.dispose();
});

test('BT4 marks that something in between does not take at once go part by part', async () => {
  const { disk, report } = device;
  const doc = new Y.Doc();
  const server = createServer(doc, Y.encodeStateAsUpdate(doc));
  const session = await openMarksSession(disk, report);
  for (let index = 0; index < 40; index += 1) {
    marksMap(session.doc).set(`later${index}`, new Uint8Array(700).fill(index));
  }
  const refused: number[] = [];
  const api: Pick<Api, 'marks'> = {
    marks(body, ...more) {
      if (body.length < 2_000) return server.marks(body, ...more);
      refused.push(body.length);
      return Promise.resolve(err({ kind: 'foreign', status: 413, wantsSignIn: false } as const));
    },
  };
  const epoch = () => Promise.resolve('e1');
  const exchange = createMarksExchange({ api, session, up: createMeter(), epoch });
  for (let isAhead = true, exchanges = 0; isAhead && exchanges < 100; exchanges += 1) {
    const answer = await exchange();
    if (answer.ok) isAhead = answer.value;
  }
  expect(marksMap(doc).size).toBe(40);
  expect(refused.length).toBeLessThan(6);
  await session.dispose();
});
