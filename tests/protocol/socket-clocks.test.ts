/** What is said of a later time than it is, is taken nowhere; and a device is told what time it is. */
import * as encoding from 'lib0/encoding';
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { encodeActRecord } from '#shared/marks/act-records.ts';
import { actId } from '#shared/marks/act-id.ts';
import { encodeLane } from '#shared/marks/encoding.ts';
import { clockLeadMs } from '#shared/marks/limits.ts';
import { stampAt, toValue } from '#shared/marks/stamp.ts';
import { day, minute } from '#shared/base/time.ts';
import { startMarksHost, type MarksHost } from './support/marks-host.ts';
import { joinRaw, openRaw, type RawClient } from './support/raw-client.ts';

const start = Date.UTC(2026, 10, 24);
let now = start;
let host: MarksHost;
const clients: RawClient[] = [];
beforeEach(async () => {
  now = start;
  const quick = { heartbeatMs: 50, sessionCheckMs: 60_000, silenceMs: 60_000 };
  host = await startMarksHost({ times: quick }, undefined, { now: () => now });
});
afterEach(async () => {
  for (const { ws } of clients.splice(0)) ws.terminate();
  await host.dispose();
});

/** Somebody's device, as it says one thing after the other. */
async function device(query = '') {
  const client = await joinRaw(`${host.url}${query}`, host.signIn('ana'));
  clients.push(client);
  const doc = new Y.Doc();
  doc.on('update', (update: Uint8Array) => client.sendUpdate(update));
  const fate = () => Promise.race([client.closed, client.next('durable').then(() => 'stored')]);
  return {
    client,
    /** @returns the close code, or that it is on the disk */
    async say(stamp: number, ordinal = 1) {
      const told = fate();
      doc.getMap('marks').set(marksKeyOf(doc), encodeLane([[ordinal, ordinal, toValue(stamp, 0)]]));
      return await told;
    },
    async record(stamp: number) {
      const told = fate();
      const id = actId({ device: 'phone', stamp });
      const record = { kind: 'read', device: 'phone', lane: 'read', count: 1 } as const;
      const bytes = encodeActRecord({ ...record, id, stamp, changed: [[1, 1]] });
      doc.getMap('marks').set(id, bytes);
      return await told;
    },
  };
}
const marksKeyOf = (doc: Y.Doc) => `read/phone/${doc.clientID.toString(36)}/0`;

function updateOf(stamp: number): Uint8Array {
  const doc = new Y.Doc();
  doc.getMap('marks').set(marksKeyOf(doc), encodeLane([[1, 1, toValue(stamp, 0)]]));
  return Y.encodeStateAsUpdate(doc);
}

test.each([
  ['31 days', 31 * day],
  ['two years', 730 * day],
  ['six minutes', 6 * minute],
])(
  'MK17 a mark %s ahead is refused by the socket, and nothing of it is stored',
  async (_, ahead) => {
    const other = await device();
    const { client, say } = await device();
    expect(await say(stampAt(start + ahead))).toBe(4425);
    expect(client.received).toContainEqual({ type: 'error', code: 'wrong-clock' });
    expect((await host.store.load('ana')).seq).toBe(0);
    expect(await other.say(stampAt(start))).toBe('stored');
  },
);

test('MK17 a record of an act ahead is refused likewise', async () => {
  const { record } = await device();
  expect(await record(stampAt(start + 31 * day))).toBe(4425);
  expect((await host.store.load('ana')).seq).toBe(0);
});

test('MK17 a mark ahead is refused by request likewise, under a name of its own', async () => {
  const body = encoding.encode((encoder) => {
    encoding.writeVarUint8Array(encoder, new Uint8Array([0]));
    encoding.writeVarUint8Array(encoder, updateOf(stampAt(start + day)));
  });
  const answer = await host.rooms.postMarks('ana', { generation: null, body });
  expect(answer).toEqual({ ok: false, error: 'wrong-clock' });
  expect((await host.store.load('ana')).seq).toBe(0);
});

test.each([
  ['of before is told to reload, as it stamps nothing anew', '?protocol=2', 4426],
  ['of now is told', '?protocol=3', 4425],
])('MK21 an app %s', async (_, query, code) => {
  const { say } = await device(query);
  expect(await say(stampAt(start))).toBe('stored');
  expect(await say(stampAt(start + 31 * day))).toBe(code);
});

test('MK17 clocks that differ by minutes are taken, and so is what comes late', async () => {
  const { say, record } = await device();
  expect(await say(stampAt(start + clockLeadMs))).toBe('stored');
  expect(await record(stampAt(start - 300 * day))).toBe('stored');
  expect(await say(2)).toBe('stored');
});

test('MK17 what an earlier server took of a later time stays, and what is said above it is taken', async () => {
  const ahead = stampAt(start + 730 * day);
  const { generation } = await host.store.load('ana');
  const update = updateOf(ahead);
  const clocks = Y.parseUpdateMeta(update).to;
  await host.store.append([{ userId: 'ana', generation, updates: [update], clocks }]);
  const { say } = await device();
  expect(await say(stampAt(start), 2)).toBe('stored');
  expect(await say(ahead + 2)).toBe('stored');
  expect(await say(ahead + 40, 2)).toBe('stored');
  expect(await say(ahead + 31 * day, 3)).toBe(4425);
});

test('MK17 a clock of the server that is set back shuts nobody out', async () => {
  const { say } = await device();
  expect(await say(stampAt(start))).toBe('stored');
  now -= 365 * day;
  expect(await say(stampAt(start) + 2)).toBe('stored');
});

test('MK19 a device is told what time it is, as it comes and again and again', async () => {
  const client = openRaw(host.url, { cookie: host.signIn('ana') });
  clients.push(client);
  expect(await client.next('hello')).toMatchObject({ time: start });
  now += minute;
  while ((await client.next('heartbeat')).time !== start + minute);
});
