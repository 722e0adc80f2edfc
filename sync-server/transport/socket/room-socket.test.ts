import { EventEmitter } from 'node:events';
import type { Duplex } from 'node:stream';
import { expect, test } from 'vitest';
import type { WebSocket } from 'ws';
import * as Y from 'yjs';
import type { StoredMarks } from '../../storage/marks-store.ts';
import { updateFrame } from '../../marks/binary-frame.ts';
import { createCommitQueue } from '../../marks/commit-queue.ts';
import { Room, type RoomUpdate } from '../../marks/room.ts';
import { RoomSocket } from './room-socket.ts';
import { updateMessage } from '../../marks/socket-messages.ts';
import { TokenBucket } from '../../limits/token-bucket.ts';

const mebi = 1_024 * 1_024;

/** The part of a WebSocket that a room's socket uses, with what waits to be read in the test's hand. */
class FakeWebSocket extends EventEmitter {
  readonly OPEN = 1;
  readyState = 1;
  bufferedAmount = 0;
  isPaused = false;
  closedWith: number | null = null;
  readonly #connection: FakeConnection;
  constructor(connection: FakeConnection) {
    super();
    this.#connection = connection;
  }
  send(message: Uint8Array): void {
    this.#connection.write(message);
  }
  ping(): void {
    this.emit('pong');
  }
  close(code: number): void {
    this.closedWith ??= code;
    this.readyState = 2;
    this.emit('close');
  }
  terminate(): void {
    this.close(1006);
  }
}

/** The connection below: what was written, frame by frame. */
class FakeConnection extends EventEmitter {
  readonly sent: Uint8Array[] = [];
  write(frame: Uint8Array): void {
    this.sent.push(frame);
  }
}

const updateAt = (clock: number): Uint8Array => {
  const doc = new Y.Doc();
  doc.clientID = 1;
  for (let index = 0; index < clock; index += 1)
    doc.getMap('marks').set(`k${index}`, new Uint8Array());
  const vector = Y.encodeStateVector(doc);
  doc.getMap('marks').set(`k${clock}`, new Uint8Array());
  return Y.encodeStateAsUpdate(doc, vector);
};

function connected() {
  const tail: Uint8Array[] = [];
  const stored = (): StoredMarks => ({
    generation: 'g',
    seq: tail.length,
    clocks: new Map(tail.length > 0 ? [[1, tail.length]] : []),
    snapshot: null,
    snapshotSeq: 0,
    renewedAt: 0,
    tail: [...tail],
  });
  const unused = () => undefined;
  const queue = createCommitQueue<RoomUpdate>({
    async append(group) {
      for (const { updates } of group) tail.push(...updates);
      return group.map(() => ({ status: 'stored', seq: tail.length }) as const);
    },
    now: () => 0,
    onFault: unused,
  });
  const room = new Room('ana', stored(), {
    queue,
    spendingOf: () => new TokenBucket({ perSecond: mebi, burst: 8 * mebi }, 0),
    clock: { now: () => 0 },
    onLongTail: unused,
    onSettled: unused,
    onDead: unused,
  });
  const connection = new FakeConnection();
  const fake = new FakeWebSocket(connection);
  const listener = new RoomSocket({
    ws: fake as unknown as WebSocket,
    connection: connection as unknown as Duplex,
    room,
    session: { userId: 'ana', name: 'Ana', email: 'ana@x.test', sessionId: 's' },
    log: { info: unused, warn: unused, error: unused },
    now: () => 0,
    clock: { now: () => 0 },
    wrongClock: 4425,
    read: async () => stored(),
    isSignedIn: async () => true,
  });
  room.listeners.add(listener);
  const settle = async () => {
    await queue.whenIdle();
    await new Promise((resolve) => setImmediate(resolve));
  };
  const write = async (update: Uint8Array) => {
    room.take(update, mebi, { acknowledge: unused, failed: unused });
    await settle();
  };
  const ask = async () => {
    fake.emit('message', Buffer.from([0, 0, 1, 0]), true);
    await settle();
  };
  return { fake, connection, listener, write, ask, settle };
}

test('SY17 above 1 MiB nothing is pushed; once drained all that was missed comes as one update', async () => {
  const { fake, connection, listener, write, ask, settle } = connected();
  await ask();
  connection.sent.splice(0);
  await write(updateAt(0));
  expect(connection.sent).toEqual([updateFrame(updateAt(0))]);
  fake.bufferedAmount = mebi + 1;
  connection.sent.splice(0);
  for (const clock of [1, 2, 3]) await write(updateAt(clock));
  const heads = { epoch: 'e', head: 1, ordinalHead: 1, documentSeq: 4 };
  listener.nudge(heads);
  listener.beat(heads);
  expect(connection.sent).toEqual([]);
  fake.bufferedAmount = 0;
  connection.emit('drain');
  await settle();
  expect(connection.sent).toEqual([
    updateMessage(Y.mergeUpdates([updateAt(1), updateAt(2), updateAt(3)])),
  ]);
  await write(updateAt(4));
  expect(connection.sent.at(-1)).toEqual(updateFrame(updateAt(4)));
});

test('SY17 above 4 MiB the socket is closed with 1013', () => {
  const { fake, listener } = connected();
  fake.bufferedAmount = 4 * mebi;
  listener.acknowledge(new Map());
  expect(fake.closedWith).toBeNull();
  fake.bufferedAmount = 4 * mebi + 1;
  listener.acknowledge(new Map());
  expect(fake.closedWith).toBe(1013);
});

test('SY6 before its step 1 a client gets no updates, afterwards each once and in order', async () => {
  const { connection, write, ask } = connected();
  await write(updateAt(0));
  expect(connection.sent).toEqual([]);
  await ask();
  const answered = connection.sent.length;
  await write(updateAt(1));
  await write(updateAt(2));
  expect(connection.sent.slice(answered)).toEqual(
    [1, 2].map((clock) => updateFrame(updateAt(clock))),
  );
});

test('SY6 of what is passed on together nobody gets their own, nor what an answer brought', async () => {
  const { connection, listener, write, ask } = connected();
  await ask();
  await write(updateAt(0));
  connection.sent.splice(0);
  const unused = () => undefined;
  const other = { acknowledge: unused, failed: unused };
  listener.relay([
    { seq: 1, frame: updateFrame(updateAt(0)), sender: other },
    { seq: 2, frame: updateFrame(updateAt(1)), sender: other },
    { seq: 3, frame: updateFrame(updateAt(2)), sender: listener },
    { seq: 4, frame: updateFrame(updateAt(3)), sender: other },
    { seq: 6, frame: updateFrame(updateAt(5)), sender: other },
  ]);
  expect(connection.sent).toEqual([
    Buffer.concat([updateFrame(updateAt(1)), updateFrame(updateAt(3))]),
  ]);
});
