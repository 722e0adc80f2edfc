/** This file tests what comes by time and by news, and slow readers. */
import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { startMarksHost, type MarksHost } from './support/marks-host.ts';
import { connectRaw, joinRaw, openRaw, type RawClient } from './support/raw-client.ts';

let host: MarksHost;
const clients: RawClient[] = [];
/** These times are patient enough for a busy machine: client and server are one process. */
const quick = { heartbeatMs: 50, sessionCheckMs: 80, silenceMs: 1_500 };
beforeEach(async () => {
  host = await startMarksHost({ times: quick });
});
afterEach(async () => {
  for (const { ws } of clients.splice(0)) ws.terminate();
  await host.dispose();
});

const tracked = async (client: Promise<RawClient>): Promise<RawClient> => {
  const joined = await client;
  clients.push(joined);
  return joined;
};
const join = (cookie: string) => tracked(joinRaw(host.url, cookie));

test('SY15 every socket hears the heads in every beat', async () => {
  const phone = await join(host.signIn('ana'));
  expect(await phone.next('heartbeat')).toMatchObject({ epoch: 'e1', head: 0, documentSeq: 0 });
  host.setHead('ana', 5);
  const doc = new Y.Doc();
  doc.getMap('marks').set('a', new Uint8Array([1]));
  phone.sendUpdate(Y.encodeStateAsUpdate(doc));
  await phone.next('durable');
  for (;;) {
    const { head, ordinalHead, documentSeq } = await phone.next('heartbeat');
    if (head === 5 && documentSeq === 1) {
      expect(ordinalHead).toBe(5);
      break;
    }
  }
});

test('SY15 news reach all sockets of the person at once, together, and nobody else', async () => {
  await host.dispose();
  host = await startMarksHost();
  const [phone, laptop] = [await join(host.signIn('ana')), await join(host.signIn('ana'))];
  const ben = await join(host.signIn('ben'));
  host.setHead('ana', 7);
  for (let index = 0; index < 100; index += 1) host.news.publish(['ana', 'nobody']);
  for (const client of [phone, laptop]) {
    expect(await client.next('nudge')).toMatchObject({ head: 7, ordinalHead: 7 });
  }
  host.setHead('ana', 8);
  host.news.publish(['ana']);
  expect(await phone.next('nudge')).toMatchObject({ head: 8 });
  expect(phone.received.filter(({ type }) => type === 'nudge')).toHaveLength(2);
  expect(ben.received.filter(({ type }) => type === 'nudge')).toEqual([]);
});

test('SY15 news that come while a socket is being opened are not missed', async () => {
  await host.dispose();
  host = await startMarksHost();
  for (let head = 1; head <= 10; head += 1) {
    const client = openRaw(host.url, { cookie: host.signIn('ana') });
    clients.push(client);
    let known = 0;
    const heard = (async () => {
      known = (await client.next('hello')).head;
      while (known < head) known = (await client.next('nudge')).head;
    })();
    for (let turn = 0; turn < head; turn += 1) await new Promise((go) => setImmediate(go));
    host.setHead('ana', head);
    host.news.publish(['ana']);
    await heard;
    expect(known).toBe(head);
  }
});

test('SY15 a connection that gives no sign of life is ended, one that answers pings is kept', async () => {
  const alive = await join(host.signIn('ana'));
  const dead = await tracked(connectRaw(host.url, host.signIn('ana')));
  const [started, gone] = [performance.now(), dead.closed];
  // Reads nothing any more, so it answers no ping; the machine's network would do the same.
  dead.ws.pause();
  await expect.poll(() => aliveSockets(host)).toBe(1);
  expect(performance.now() - started).toBeGreaterThan(quick.silenceMs - quick.heartbeatMs);
  dead.ws.resume();
  expect(await gone).toBe(1006);
  expect(alive.ws.readyState).toBe(alive.ws.OPEN);
});

/** Counts by the only thing that shows from outside: who else may come in. */
async function aliveSockets({ url, signIn }: MarksHost): Promise<number> {
  const cookie = signIn('ana');
  const opened: RawClient[] = [];
  for (;;) {
    const client = openRaw(url, { cookie });
    const isIn = await Promise.race([
      client.next('hello').then(
        () => true,
        () => false,
      ),
      client.closed.then(() => false),
    ]);
    if (!isIn) break;
    opened.push(client);
  }
  const others = 20 - opened.length;
  await Promise.all(opened.map((client) => client.close()));
  return others;
}

test('SY16 a session that has run out is noticed in time, though nobody signed out', async () => {
  const [cookie, other] = [host.signIn('ana'), host.signIn('ana')];
  const [phone, laptop] = [await join(cookie), await join(other)];
  host.forget(cookie);
  expect(await phone.closed).toBe(4401);
  await laptop.next('heartbeat');
  expect(laptop.ws.readyState).toBe(laptop.ws.OPEN);
});

/** Fills documents with values that cannot be merged away. */
function* bulk(count: number): Generator<Uint8Array> {
  for (let index = 0; index < count; index += 1) {
    const doc = new Y.Doc();
    for (let at = 0; at < 20; at += 1) {
      const value = new Uint8Array(4_000).map((_, offset) => (offset * 17 + at + index) % 253);
      doc.getMap('marks').set(`bulk${index}-${at}`, value);
    }
    yield Y.encodeStateAsUpdate(doc);
  }
}

test('SY17 a client that reads slowly holds up nobody, and gets all it missed in one', async () => {
  await host.dispose();
  host = await startMarksHost();
  const [phone, slow] = [await join(host.signIn('ana')), await join(host.signIn('ana'))];
  for (const update of bulk(11)) {
    phone.sendUpdate(update);
    await phone.next('durable');
  }
  slow.ws.pause();
  // More than the machine's own buffers hold, so that the server's begin to fill.
  for (let index = 0; index < 40; index += 1) {
    slow.sendStep1(new Uint8Array([0]));
    phone.sendStep1(new Uint8Array([0]));
    await phone.next('step2');
    await phone.next('durable');
  }
  const before = slow.received.filter(({ type }) => type === 'update').length;
  const doc = new Y.Doc();
  doc.on('update', (update: Uint8Array) => {
    phone.sendUpdate(update);
  });
  for (let index = 0; index < 30; index += 1) {
    doc.getMap('marks').set(`small${index}`, new Uint8Array([index]));
    await phone.next('durable');
  }
  slow.ws.resume();
  const copy = new Y.Doc();
  let read = 0;
  const readOn = () => {
    for (; read < slow.received.length; read += 1) {
      const frame = slow.received[read];
      if (frame?.type !== 'update' && frame?.type !== 'step2') continue;
      Y.applyUpdate(copy, frame.bytes);
      expect(copy.store.pendingStructs).toBeNull();
    }
    return copy.getMap('marks').has('small29');
  };
  await expect.poll(readOn).toBe(true);
  const updates = slow.received.filter(({ type }) => type === 'update').length - before;
  expect(updates).toBeLessThan(30);
  expect(host.errors).toEqual([]);
});

/** Makes a client that completes the handshake and then never reads. */
async function deafSocket(host_: MarksHost, cookie: string): Promise<Socket> {
  const socket = createConnection(Number(new URL(host_.url).port), '127.0.0.1');
  const key = Buffer.alloc(16, 1).toString('base64');
  socket.on('error', () => undefined);
  socket.write(
    `GET /api/sync HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\nCookie: ${cookie}\r\n\r\n`,
  );
  await new Promise((resolve) => socket.once('readable', resolve));
  return socket;
}

/** A masked frame with the empty key, as only a test would send it. */
const masked = (payload: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from([0x82, 0x80 | payload.length, 0, 0, 0, 0]), payload]);

/** @returns ms until the server has ended it */
const lifeOf = (socket: Socket): Promise<number> => {
  const from = performance.now();
  socket.resume();
  return once(socket, 'close').then(() => performance.now() - from);
};

test('SY30 a frame that comes in slowly is a sign of life, also before it is there', async () => {
  const socket = await deafSocket(host, host.signIn('ana'));
  const life = lifeOf(socket);
  const size = 126;
  // A frame of a type that nobody knows, a byte at a time.
  socket.write(Buffer.from([0x82, 0x80 | 126, 0, size, 0, 0, 0, 0]));
  let sent = 0;
  const timer = setInterval(
    () => {
      if (sent === size) return;
      socket.write(Buffer.from([99]));
      sent += 1;
    },
    (2 * quick.silenceMs) / size,
  );
  expect(await life).toBeGreaterThan(2 * quick.silenceMs);
  clearInterval(timer);
  expect(sent).toBe(size);
});

test('SY30 what is on its way to a client is waited for, by how much it is', async () => {
  const phone = await join(host.signIn('ana'));
  const doc = new Y.Doc();
  doc.getMap('marks').set('a', new Uint8Array(4_000));
  phone.sendUpdate(Y.encodeStateAsUpdate(doc));
  await phone.next('durable');
  const silent = await deafSocket(host, host.signIn('ana'));
  const slow = await deafSocket(host, host.signIn('ana'));
  const [silentLife, slowLife] = [lifeOf(silent), lifeOf(slow)];
  // Four kilobytes, at two a second.
  slow.write(masked(new Uint8Array([0, 0, 1, 0])));
  expect(await silentLife).toBeGreaterThan(quick.silenceMs - quick.heartbeatMs);
  expect(await slowLife).toBeGreaterThan(quick.silenceMs + 1_500);
});

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes that somebody still holds: the second collection ends what the first has begun. */
function bytesHeld(): number {
  collectGarbage();
  collectGarbage();
  return process.memoryUsage().arrayBuffers;
}

test('SY17 a client that never reads costs a bounded amount of memory', async () => {
  await host.dispose();
  host = await startMarksHost();
  const phone = await join(host.signIn('ana'));
  const updates = [...bulk(11)];
  for (const update of updates) {
    phone.sendUpdate(update);
    await phone.next('durable');
  }
  const deaf = await deafSocket(host, host.signIn('ana'));
  const before = bytesHeld();
  const all = Y.encodeStateVectorFromUpdate(Y.mergeUpdates(updates));
  for (let index = 0; index < 40; index += 1) {
    // It asks for the whole document, 0.9 MB; who has it waits for an answer as well, which is short.
    deaf.write(masked(new Uint8Array([0, 0, 1, 0])));
    phone.sendStep1(all);
    await phone.next('step2');
  }
  expect(bytesHeld() - before).toBeLessThan(8 * 1_024 * 1_024);
  deaf.destroy();
  expect(host.errors).toEqual([]);
});
