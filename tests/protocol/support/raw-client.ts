/**
 * This client of the socket does nothing by itself: it sends what it is told, and keeps what it
 * gets, so that a test can await exactly the frame it means.
 */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { WebSocket } from 'ws';
import { decodeFrame, type Frame } from '#shared/protocol/codec.ts';

export type Received =
  | Frame
  | { readonly type: 'step1'; readonly bytes: Uint8Array }
  | { readonly type: 'step2'; readonly bytes: Uint8Array }
  | { readonly type: 'update'; readonly bytes: Uint8Array };

type ReceivedOf<Type extends Received['type']> = Extract<Received, { readonly type: Type }>;

export interface RawClient {
  readonly ws: WebSocket;
  /** Everything so far, in order. */
  readonly received: readonly Received[];
  send(bytes: Uint8Array): void;
  sendUpdate(update: Uint8Array): void;
  sendStep1(vector: Uint8Array): void;
  sendStep2(update: Uint8Array): void;
  /** The next frame of this type that was not awaited before. */
  next<Type extends Received['type']>(type: Type): Promise<ReceivedOf<Type>>;
  /** Resolves with the close code. */
  readonly closed: Promise<number>;
  close(): Promise<number>;
}

const syncKinds = ['step1', 'step2', 'update'] as const;

function parse(bytes: Uint8Array): Received {
  const decoder = decoding.createDecoder(bytes);
  const type = decoding.readVarUint(decoder);
  if (type === 0) {
    const kind = syncKinds[decoding.readVarUint(decoder)];
    if (!kind) throw new Error('not a sync message');
    return { type: kind, bytes: decoding.readVarUint8Array(decoder) };
  }
  const frame = decodeFrame(type, decoder);
  if (!frame.ok) throw new Error(`frame of type ${type} is ${frame.error}`);
  return frame.value;
}

const syncMessage = (kind: (typeof syncKinds)[number], payload: Uint8Array) =>
  encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, 0);
    encoding.writeVarUint(encoder, syncKinds.indexOf(kind));
    encoding.writeVarUint8Array(encoder, payload);
  });

export const emptyVector = new Uint8Array([0]);

/** Connects without waiting for anything. */
export function openRaw(url: string, headers: Record<string, string> = {}): RawClient {
  const ws = new WebSocket(url, { headers });
  const received: Received[] = [];
  const awaited = new Set<Received>();
  const waiting: (() => void)[] = [];
  const wake = () => {
    for (const resolve of waiting.splice(0)) resolve();
  };
  let closeCode: number | undefined;
  ws.on('error', () => undefined);
  ws.on('message', (data: Buffer) => {
    received.push(parse(new Uint8Array(data)));
    wake();
  });
  const closed = new Promise<number>((resolve) => {
    ws.on('close', (code) => {
      closeCode = code;
      wake();
      resolve(code);
    });
  });
  const next = async <Type extends Received['type']>(type: Type): Promise<ReceivedOf<Type>> => {
    for (;;) {
      const found = received.find(
        (frame): frame is ReceivedOf<Type> => frame.type === type && !awaited.has(frame),
      );
      if (found) {
        awaited.add(found);
        return found;
      }
      if (closeCode !== undefined) throw new Error(`closed with ${closeCode}, no ${type} came`);
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  };
  const send = (bytes: Uint8Array) => {
    ws.send(bytes);
  };
  return {
    ws,
    received,
    send,
    sendUpdate: (update) => {
      send(syncMessage('update', update));
    },
    sendStep1: (vector) => {
      send(syncMessage('step1', vector));
    },
    sendStep2: (update) => {
      send(syncMessage('step2', update));
    },
    next,
    closed,
    async close() {
      ws.close();
      return await closed;
    },
  };
}

/** Connects and waits for the greeting: hello and step 1. */
export async function connectRaw(url: string, cookie: string): Promise<RawClient> {
  const client = openRaw(url, { cookie });
  await client.next('hello');
  await client.next('step1');
  return client;
}

/** Joins, and says its own step 1, from which on it hears of updates. */
export async function joinRaw(url: string, cookie: string): Promise<RawClient> {
  const client = await connectRaw(url, cookie);
  client.sendStep1(emptyVector);
  await client.next('step2');
  await client.next('durable');
  return client;
}
