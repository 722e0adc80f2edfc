/**
 * This file holds what a device says and hears on each of the wires that are compared, as bytes.
 * The update inside is the same on all of them: a mark of ours that overwrites the one before, as
 * Yjs encodes it, written by hand because the load must cost less than what it loads.
 */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { marksKey } from '#shared/marks/doc.ts';
import { encodeLane } from '#shared/marks/encoding.ts';
import { decodeFrame, frameTypes } from '#shared/protocol/codec.ts';

export type WireName = 'ours' | 'stock' | 'hocuspocus' | 'floor';

/** A seat is where a device connects, and as whom. */
export interface Seat {
  readonly port: number;
  readonly wire: WireName;
  readonly document: string;
  readonly cookie: string;
}

/** Up to where of one client something holds. */
export interface Reached {
  readonly client: number;
  readonly clock: number;
}

export type Heard =
  | { readonly kind: 'update'; readonly update: Uint8Array }
  /** The server asks for what it lacks. */
  | { readonly kind: 'asked' }
  | { readonly kind: 'synced'; readonly update: Uint8Array }
  /** Everything below this is promised. */
  | { readonly kind: 'promised'; readonly clocks: ReadonlyMap<number, number> }
  /** One more of what was sent is promised. */
  | { readonly kind: 'promised-next' }
  | { readonly kind: 'welcome' }
  | { readonly kind: 'other' };

export interface Wire {
  readonly path: (document: string) => string;
  /** Sent once connected. */
  readonly greeting: readonly Uint8Array[];
  /** Sent once welcome, where the server says so. */
  readonly afterWelcome: readonly Uint8Array[];
  /** Tells that the device is there and hears everything from now on. */
  readonly isReady: (heard: Heard) => boolean;
  /** True where the answer to a question of the server is promised as well. */
  readonly promisesAnswers: boolean;
  wrap(update: Uint8Array): Uint8Array;
  answer(): Uint8Array;
  parse(bytes: Uint8Array): Heard;
}

const syncTypes = { step1: 0, step2: 1, update: 2 } as const;
const emptyUpdate = new Uint8Array([0, 0]);
const emptyVector = new Uint8Array([0]);

const message = (prefix: Uint8Array, type: number, payload: Uint8Array): Uint8Array =>
  encoding.encode((encoder) => {
    encoding.writeUint8Array(encoder, prefix);
    encoding.writeVarUint(encoder, type);
    encoding.writeVarUint8Array(encoder, payload);
  });

/** Up to where the one client of an update of the load has got; cheaper than Yjs says it. */
export function reachedBy(update: Uint8Array): Reached {
  const decoder = decoding.createDecoder(update);
  if (decoding.readVarUint(decoder) === 0) return { client: 0, clock: 0 };
  const structs = decoding.readVarUint(decoder);
  const client = decoding.readVarUint(decoder);
  return { client, clock: decoding.readVarUint(decoder) + structs };
}

function parseSync(decoder: decoding.Decoder): Heard {
  switch (decoding.readVarUint(decoder)) {
    case syncTypes.step1:
      return { kind: 'asked' };
    case syncTypes.step2:
      return { kind: 'synced', update: decoding.readVarUint8Array(decoder) };
    case syncTypes.update:
      return { kind: 'update', update: decoding.readVarUint8Array(decoder) };
    default:
      return { kind: 'other' };
  }
}

const syncPrefix = new Uint8Array([frameTypes.sync]);

const stock: Wire = {
  path: (document) => `/${document}`,
  greeting: [message(syncPrefix, syncTypes.step1, emptyVector)],
  afterWelcome: [],
  isReady: ({ kind }) => kind === 'synced',
  promisesAnswers: false,
  wrap: (update) => message(syncPrefix, syncTypes.update, update),
  answer: () => message(syncPrefix, syncTypes.step2, emptyUpdate),
  parse(bytes) {
    const decoder = decoding.createDecoder(bytes);
    return decoding.readVarUint(decoder) === frameTypes.sync
      ? parseSync(decoder)
      : { kind: 'other' };
  },
};

const own: Wire = {
  ...stock,
  path: () => '/api/sync',
  // The answer to step 1 ends with what is on disk.
  isReady: ({ kind }) => kind === 'promised',
  parse(bytes) {
    if (bytes[0] !== frameTypes.durable) return stock.parse(bytes);
    const decoder = decoding.createDecoder(bytes);
    const frame = decodeFrame(decoding.readVarUint(decoder), decoder);
    if (!frame.ok || frame.value.type !== 'durable') return { kind: 'other' };
    return { kind: 'promised', clocks: frame.value.clocks };
  },
};

const floor: Wire = { ...stock, greeting: [], isReady: () => false };

/** Every frame of Hocuspocus begins with the document's name. */
function hocuspocus(document: string): Wire {
  const types = { sync: 0, auth: 2, syncReply: 4, syncStatus: 8 } as const;
  const named = (type: number) =>
    encoding.encode((encoder) => {
      encoding.writeVarString(encoder, document);
      encoding.writeVarUint(encoder, type);
    });
  const [sync, auth] = [named(types.sync), named(types.auth)];
  return {
    path: () => '/',
    greeting: [message(auth, 0, new TextEncoder().encode('token'))],
    afterWelcome: [message(sync, syncTypes.step1, emptyVector)],
    isReady: ({ kind }) => kind === 'synced',
    promisesAnswers: true,
    wrap: (update) => message(sync, syncTypes.update, update),
    answer: () => message(sync, syncTypes.step2, emptyUpdate),
    parse(bytes) {
      const decoder = decoding.createDecoder(bytes);
      decoding.readVarString(decoder);
      switch (decoding.readVarUint(decoder)) {
        case types.sync:
        case types.syncReply:
          return parseSync(decoder);
        case types.auth:
          return { kind: 'welcome' };
        case types.syncStatus:
          return { kind: 'promised-next' };
        default:
          return { kind: 'other' };
      }
    },
  };
}

export function wireOf({ wire, document }: Seat): Wire {
  switch (wire) {
    case 'ours':
      return own;
    case 'stock':
      return stock;
    case 'floor':
      return floor;
    case 'hocuspocus':
      return hocuspocus(document);
  }
}

/** Five runs, of a person who reads here and there. */
const value = encodeLane(
  [2, 9, 40, 77, 130].map((from) => [from, from + 1, 2 * from + 60_000_000]),
);
/** Content of bytes, under a key; behind an origin the key is not written. */
const entryOfBytes = 0b0010_0011;
const hasOrigin = 0b1000_0000;

/** The update by which a client overwrites its entry for the `clock`th time. */
export function markUpdate(client: number, clock: number): Uint8Array {
  return encoding.encode((encoder) => {
    for (const number of [1, 1, client, clock]) encoding.writeVarUint(encoder, number);
    if (clock === 0) {
      encoding.writeUint8(encoder, entryOfBytes);
      encoding.writeVarUint(encoder, 1);
      encoding.writeVarString(encoder, 'marks');
      const key = marksKey({ lane: 'read', device: 'bench', client, page: 0 });
      encoding.writeVarString(encoder, key);
    } else {
      encoding.writeUint8(encoder, entryOfBytes | hasOrigin);
      for (const number of [client, clock - 1]) encoding.writeVarUint(encoder, number);
    }
    encoding.writeVarUint8Array(encoder, value);
    if (clock === 0) encoding.writeVarUint(encoder, 0);
    else for (const number of [1, client, 1, clock - 1, 1]) encoding.writeVarUint(encoder, number);
  });
}
