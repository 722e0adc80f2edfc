/** This file tests the same conversation in one request, where there is no socket. */
import fc from 'fast-check';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { startMarksHost, type MarksHost } from './support/marks-host.ts';
import { emptyVector, joinRaw } from './support/raw-client.ts';

let host: MarksHost;
beforeEach(async () => {
  host = await startMarksHost();
});
afterEach(() => host.dispose());

const noUpdate = new Uint8Array();
const frame = (vector: Uint8Array, update: Uint8Array): Uint8Array =>
  encoding.encode((encoder) => {
    encoding.writeVarUint8Array(encoder, vector);
    encoding.writeVarUint8Array(encoder, update);
  });

const post = async (
  userId: string,
  vector: Uint8Array,
  update: Uint8Array = noUpdate,
  generation: string | null = null,
) => {
  const answer = await host.rooms.postMarks(userId, { generation, body: frame(vector, update) });
  if (!answer.ok) return answer;
  const decoder = decoding.createDecoder(answer.value);
  return {
    ok: true,
    generation: decoding.readVarString(decoder),
    documentSeq: decoding.readVarUint(decoder),
    update: decoding.readVarUint8Array(decoder),
    durable: Y.decodeStateVector(decoding.readVarUint8Array(decoder)),
  } as const;
};

/** An answer that must be one. */
const posted = async (...args: Parameters<typeof post>) => {
  const answer = await post(...args);
  if (!answer.ok) throw new Error(answer.error);
  return answer;
};

test('SY19 two devices without sockets converge, and know what is on disk', async () => {
  const [phone, laptop] = [new Y.Doc(), new Y.Doc()];
  phone.getMap('marks').set('a', new Uint8Array([1]));
  laptop.getMap('marks').set('b', new Uint8Array([2]));
  const sync = async (doc: Y.Doc) => {
    const answer = await posted('ana', Y.encodeStateVector(doc), Y.encodeStateAsUpdate(doc));
    Y.applyUpdate(doc, answer.update);
    return answer;
  };
  expect((await sync(phone)).durable).toEqual(new Map([[phone.clientID, 1]]));
  const second = await sync(laptop);
  expect(second.documentSeq).toBe(2);
  expect(second.durable).toEqual(
    new Map([
      [phone.clientID, 1],
      [laptop.clientID, 1],
    ]),
  );
  await sync(phone);
  expect(phone.getMap('marks').toJSON()).toEqual(laptop.getMap('marks').toJSON());
  expect((await posted('ben', emptyVector)).durable.size).toBe(0);
});

test('SY19 what comes by request reaches the sockets, and the other way round', async () => {
  const socket = await joinRaw(host.url, host.signIn('ana'));
  const doc = new Y.Doc();
  doc.getMap('marks').set('a', new Uint8Array([1]));
  await posted('ana', emptyVector, Y.encodeStateAsUpdate(doc));
  const copy = new Y.Doc();
  Y.applyUpdate(copy, (await socket.next('update')).bytes);
  expect(copy.getMap('marks').size).toBe(1);
  copy.getMap('marks').set('b', new Uint8Array([2]));
  socket.sendUpdate(Y.encodeStateAsUpdate(copy, Y.encodeStateVector(doc)));
  await socket.next('durable');
  Y.applyUpdate(doc, (await posted('ana', Y.encodeStateVector(doc))).update);
  expect([...doc.getMap('marks').keys()].sort()).toEqual(['a', 'b']);
  socket.ws.terminate();
});

test('SY19 an update that is ahead is left out, and the answer tells from where to send', async () => {
  const doc = new Y.Doc();
  doc.getMap('marks').set('a', new Uint8Array([1]));
  const vector = Y.encodeStateVector(doc);
  doc.getMap('marks').set('b', new Uint8Array([2]));
  const ahead = Y.encodeStateAsUpdate(doc, vector);
  expect((await posted('ana', vector, ahead)).durable.size).toBe(0);
  expect((await host.store.load('ana')).seq).toBe(0);
});

test('SY19 other documents and bad bodies are refused, and change nothing', async () => {
  const { generation } = await host.store.load('ana');
  expect(await post('ana', emptyVector, noUpdate, generation)).toMatchObject({ ok: true });
  expect(await post('ana', emptyVector, noUpdate, 'stale')).toEqual({
    ok: false,
    error: 'other-generation',
  });
  const doc = new Y.Doc();
  doc.getMap('marks').set('a', 'text');
  for (const update of [new Uint8Array([9]), Y.encodeStateAsUpdate(doc)]) {
    expect(await post('ana', emptyVector, update)).toEqual({ ok: false, error: 'bad-request' });
  }
  const large = new Uint8Array(1_024 * 1_024 + 1);
  expect(await post('ana', emptyVector, large)).toEqual({ ok: false, error: 'too-large' });
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 30 }), async (body) => {
      const answer = await host.rooms.postMarks('ana', { generation: null, body });
      if (!answer.ok) expect(['bad-request', 'too-many-requests']).toContain(answer.error);
    }),
  );
  expect((await host.store.load('ana')).seq).toBe(0);
});

test('SY19 a disk that fails is an answer, not a wait', async () => {
  const doc = new Y.Doc();
  doc.getMap('marks').set('a', new Uint8Array([1]));
  const update = Y.encodeStateAsUpdate(doc);
  host.failCommits(true);
  expect(await post('ana', emptyVector, update)).toEqual({ ok: false, error: 'unavailable' });
  host.failCommits(false);
  expect(await posted('ana', emptyVector, update)).toMatchObject({ documentSeq: 1 });
});

test('SY14 OP28 requests of one person are bounded, those of others go on', async () => {
  await host.dispose();
  host = await startMarksHost({ budget: { perSecond: 1_000, burst: 100_000 } });
  expect(await post('ana', emptyVector)).toMatchObject({ ok: true });
  expect(await post('ana', emptyVector)).toMatchObject({ ok: true });
  // The room has gone between the two; what was spent has not.
  expect(await post('ana', emptyVector)).toEqual({ ok: false, error: 'too-many-requests' });
  expect(await post('ben', emptyVector)).toMatchObject({ ok: true });
});

test('OP28 a request costs as much as the document that is read for it', async () => {
  await host.dispose();
  host = await startMarksHost({ budget: { perSecond: 1, burst: 400_000 } });
  const doc = new Y.Doc();
  for (let index = 0; index < 60; index += 1) {
    doc.getMap('marks').set(`x/${index}`, new Uint8Array(4_000));
  }
  expect(await post('ana', emptyVector, Y.encodeStateAsUpdate(doc))).toMatchObject({ ok: true });
  expect(await post('ana', emptyVector)).toMatchObject({ ok: true });
  expect(await post('ana', emptyVector)).toEqual({ ok: false, error: 'too-many-requests' });
});
