import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { createFeedActs } from '#lib/storage/feed-acts.ts';
import { writeLanes } from '#lib/storage/write-lanes.ts';
import { readLanes } from '#lib/storage/read-lanes.ts';
import { decodeLane } from '#shared/marks/encoding.ts';
import { readDocRecords } from '#shared/marks/doc-records.ts';
import { hiddenOrdinals } from '#shared/marks/lane.ts';
import { marksMap, parseMarksKey, readDocMarks } from '#shared/marks/doc.ts';
import { emptyMarks, marksEqual, type Marks } from '#shared/marks/marks.ts';
import type { RunSet } from '#shared/marks/run-set.ts';
import { openTestDevice, type TestDevice } from '../../../tests/support/device.ts';
import { openMarksSession, type MarksSession } from './marks-session.ts';

/** What the server is to a session: a document, and its word for what is on disk. */
class Server {
  readonly doc = new Y.Doc();

  /** Both sides have what the other has; @param says whether the server acknowledges */
  meet({ doc, synced, stored }: MarksSession, says = true): void {
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(this.doc, Y.encodeStateVector(doc)), 'server');
    synced();
    Y.applyUpdate(this.doc, Y.encodeStateAsUpdate(doc, Y.encodeStateVector(this.doc)));
    if (says) stored(Y.decodeStateVector(Y.encodeStateVector(this.doc)));
  }
}

let device: TestDevice;
let other: TestDevice;
const open: MarksSession[] = [];
const lead = async (on: TestDevice) => {
  const session = await openMarksSession(on.disk, on.report);
  open.push(session);
  return session;
};

beforeEach(async () => {
  [device, other] = [await openTestDevice(), await openTestDevice()];
});
afterEach(async () => {
  for (const session of open.splice(0)) await session.dispose();
  expect([...device.faults, ...other.faults]).toEqual([]);
  await device.dispose();
  await other.dispose();
});

const read = (on: TestDevice, runs: RunSet) => createFeedActs(on).markRead(runs);
const lanes = (on: TestDevice) => readLanes(on.acts.lanes);
const durable = (on: TestDevice) => readLanes(on.acts.durable);
const laneKeys = (doc: Y.Doc) => [...marksMap(doc).keys()].filter((key) => parseMarksKey(key));
const docHas = (doc: Y.Doc, marks: Marks) => marksEqual(readDocMarks(doc), marks);

test('MK10 what one device says reaches the lanes of another', async () => {
  const server = new Server();
  const [mine, theirs] = [await lead(device), await lead(other)];
  await read(device, [[1, 3]]);
  await read(other, [[7, 7]]);
  const [a, b] = [await lanes(device), await lanes(other)];
  // What was said before a meeting may be written after it.
  const metKeys = () => {
    for (const session of [mine, theirs]) server.meet(session);
    return laneKeys(server.doc).length;
  };
  await expect.poll(metKeys).toBe(2);
  server.meet(mine);
  const joined = readDocMarks(server.doc);
  expect(joined.read.map(([from, to]) => [from, to])).toEqual([
    [1, 3],
    [7, 7],
  ]);
  await expect.poll(() => lanes(device)).toEqual(joined);
  await expect.poll(() => lanes(other)).toEqual(joined);
  expect([a, b]).not.toContainEqual(joined);
});

test('MK10 acts made while nobody led are written when somebody does', async () => {
  await read(device, [[1, 3]]);
  const session = await lead(device);
  new Server().meet(session);
  await expect.poll(async () => docHas(session.doc, await lanes(device))).toBe(true);
});

test('an empty document takes what the server has before it says anything', async () => {
  const server = new Server();
  const first = await lead(device);
  server.meet(first);
  await read(device, [[1, 3]]);
  await expect.poll(() => laneKeys(first.doc).length).toBe(1);
  server.meet(first);
  // The same marks, on another device that has lost its document.
  await writeLanes(other.acts.lanes, await lanes(device));
  await read(other, [[9, 9]]);
  const second = await lead(other);
  server.meet(second);
  await expect.poll(() => laneKeys(second.doc).length).toBe(2);
  const own = ([key]: readonly [string, unknown]) =>
    parseMarksKey(key)?.client === second.doc.clientID;
  const [, value] = [...marksMap(second.doc).entries()].find(own) ?? [];
  const decoded = value instanceof Uint8Array && decodeLane(value);
  expect(decoded).toMatchObject({ ok: true, value: [[9, 9, expect.any(Number)]] });
});

describe('what the server acknowledged', () => {
  test('is durable only once it has all of the document', async () => {
    const server = new Server();
    const session = await lead(device);
    server.meet(session, false);
    await read(device, [[1, 3]]);
    await expect.poll(() => laneKeys(session.doc).length).toBe(1);
    server.meet(session, false);
    expect(await durable(device)).toEqual(emptyMarks);
    session.stored(Y.decodeStateVector(Y.encodeStateVector(server.doc)));
    await expect
      .poll(async () => marksEqual(await durable(device), await lanes(device)))
      .toBe(true);

    await read(device, [[5, 5]]);
    await expect.poll(async () => docHas(session.doc, await lanes(device))).toBe(true);
    session.stored(new Map([[session.doc.clientID, 1]]));
    await session.dispose();
    expect(marksEqual(await durable(device), await lanes(device))).toBe(false);
  });

  test('is forgotten with the epoch or the generation it was said in', async () => {
    const server = new Server();
    const session = await lead(device);
    session.greeted('e1', 'g1');
    server.meet(session);
    await read(device, [[1, 3]]);
    await expect.poll(() => laneKeys(session.doc).length).toBe(1);
    server.meet(session);
    await expect
      .poll(async () => marksEqual(await durable(device), await lanes(device)))
      .toBe(true);
    session.greeted('e1', 'g1');
    session.greeted('e2', 'g1');
    await expect.poll(() => durable(device)).toEqual(emptyMarks);
    server.meet(session);
    await expect
      .poll(async () => marksEqual(await durable(device), await lanes(device)))
      .toBe(true);
    await session.dispose();
    expect((await device.acts.meta.get('device'))?.generation).toBe('g1');
  });
});

describe('a session', () => {
  test('MK9 has a client id of its own, listed before it is used', async () => {
    const first = await lead(device);
    const second = await lead(device);
    expect(second.doc.clientID).not.toBe(first.doc.clientID);
    const listed = await device.acts.sessions.toCollection().primaryKeys();
    expect(listed.sort()).toEqual([first.doc.clientID, second.doc.clientID].sort());
  });

  test('MK11 folds what this device’s dead sessions said into its own key', async () => {
    const server = new Server();
    for (const ordinal of [1, 3, 5]) {
      const session = await lead(device);
      server.meet(session);
      await read(device, [[ordinal, ordinal]]);
      await expect.poll(async () => docHas(session.doc, await lanes(device))).toBe(true);
      server.meet(session);
      await session.dispose();
    }
    const last = await lead(device);
    server.meet(last);
    expect(laneKeys(server.doc).map((key) => parseMarksKey(key)?.client)).toEqual([
      last.doc.clientID,
    ]);
    expect(docHas(server.doc, await lanes(device))).toBe(true);
  });

  test('finds its document again, and keeps it short', async () => {
    const server = new Server();
    const session = await lead(device);
    server.meet(session);
    for (let ordinal = 1; ordinal <= 120; ordinal += 2) {
      server.doc.getMap('marks').set(`foreign-${ordinal}`, new Uint8Array([ordinal]));
      server.meet(session);
    }
    await session.dispose();
    expect(await device.acts.updates.count()).toBeLessThanOrEqual(50);
    const again = await lead(device);
    expect(marksMap(again.doc).size).toBe(60);
  });

  test('starts from the lanes where stored updates do not fit together', async () => {
    const server = new Server();
    const session = await lead(device);
    server.meet(session);
    await read(device, [[1, 1]]);
    await expect.poll(() => laneKeys(session.doc).length).toBe(1);
    await read(device, [[3, 3]]);
    await expect.poll(async () => docHas(session.doc, await lanes(device))).toBe(true);
    await session.dispose();
    await device.acts.updates.delete(
      (await device.acts.updates.toCollection().first())?.order ?? 0,
    );
    const again = await lead(device);
    expect(marksMap(again.doc).size).toBe(0);
    server.meet(again);
    await expect.poll(async () => docHas(again.doc, await lanes(device))).toBe(true);
    server.meet(again);
    expect(docHas(server.doc, await lanes(device))).toBe(true);
  });
});

test('another generation drops the document and keeps every act', async () => {
  const server = new Server();
  const session = await lead(device);
  session.greeted('e1', 'g1');
  server.meet(session);
  await read(device, [[1, 3]]);
  await expect.poll(() => laneKeys(session.doc).length).toBe(1);
  await session.drop();

  const renewed = new Server();
  const next = await lead(device);
  expect(next.generation()).toBeNull();
  next.greeted('e1', 'g2');
  renewed.meet(next);
  await expect.poll(() => laneKeys(next.doc).length).toBe(1);
  renewed.meet(next);
  expect(docHas(renewed.doc, await lanes(device))).toBe(true);
  await expect.poll(async () => marksEqual(await durable(device), await lanes(device))).toBe(true);
});

test('SY24 what was never sent survives two changes of generation, with what nobody here can read', async () => {
  const foreign = new Uint8Array([9, 1, 2]);
  const server = new Server();
  const session = await lead(device);
  session.greeted('e1', 'g1');
  server.meet(session);
  await read(device, [[1, 3]]);
  await expect.poll(() => marksMap(session.doc).size).toBe(2);
  marksMap(session.doc).set('snoozed/d/1/0', foreign);
  await session.drop();

  // Dropped again before the server was ever reached.
  const unlucky = await lead(device);
  expect(marksMap(unlucky.doc).size).toBe(0);
  await unlucky.drop();
  const renewed = new Server();
  const next = await lead(device);
  next.greeted('e1', 'g3');
  renewed.meet(next);
  await expect.poll(() => marksMap(next.doc).size).toBe(3);
  renewed.meet(next);
  expect(marksMap(renewed.doc).get('snoozed/d/1/0')).toEqual(foreign);
  expect(docHas(renewed.doc, await lanes(device))).toBe(true);
  expect(readDocRecords(renewed.doc)).toHaveLength(1);
  await next.dispose();
  expect(await device.acts.carried.count()).toBe(0);
});

test('MK15 any device undoes what another did, and both show the same', async () => {
  const server = new Server();
  const [mine, theirs] = [await lead(device), await lead(other)];
  server.meet(mine);
  const act = await read(device, [[1, 3]]);
  await expect.poll(() => marksMap(mine.doc).size).toBe(2);
  server.meet(mine);
  server.meet(theirs);
  await expect.poll(() => other.acts.records.get(act ?? '')).toMatchObject({ count: 3 });
  for (const on of [device, other]) await createFeedActs(on).undo(act ?? '');
  await expect.poll(async () => docHas(mine.doc, await lanes(device))).toBe(true);
  await expect.poll(async () => docHas(theirs.doc, await lanes(other))).toBe(true);
  for (const session of [mine, theirs, mine]) server.meet(session);
  expect(hiddenOrdinals((await lanes(device)).read)).toEqual([]);
  await expect.poll(() => lanes(other)).toEqual(await lanes(device));
});
