/**
 * This bench measures what one hostile message costs, sent to a real server by somebody who is
 * signed in: the time its main thread is busy with reading, judging, refusing and closing. The
 * median of several counts, as a process is never quite idle.
 */
import { once } from 'node:events';
import * as encoding from 'lib0/encoding';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import {
  documentBytes,
  documentClients,
  updateDeletes,
  updateStructs,
} from '#shared/marks/limits.ts';
import type { Section } from './report.ts';
import { ours, startServer, type RunningServer } from './servers.ts';
import type { Seat } from './wires.ts';

interface Attack {
  readonly what: string;
  readonly message: Uint8Array | string;
  /** The code it ends with; null where nothing comes of it. */
  readonly code: number | null;
  /** Sent so often on one connection; the time is given for each. */
  readonly times?: number;
}

const busyMsMost = 5;
const repeats = 15;

const message = (type: number, payload: Uint8Array) =>
  encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, 0);
    encoding.writeVarUint(encoder, type);
    encoding.writeVarUint8Array(encoder, payload);
  });
const step1 = (payload: Uint8Array) => message(0, payload);
const step2 = (payload: Uint8Array) => message(1, payload);
const update = (payload: Uint8Array) => message(2, payload);

const numbers = (...values: readonly number[]) =>
  encoding.encode((encoder) => {
    for (const value of values) encoding.writeVarUint(encoder, value);
  });

/** Blocks of one struct each, of another client each. */
function crowd(count: number): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, count);
    for (let client = 1; client <= count; client += 1) {
      for (const value of [1, client + 2_000_000, 0, 0, 1]) encoding.writeVarUint(encoder, value);
    }
    // No list of deletes: torn at the very end, when all else was read.
  });
}

/** Structs of one client. */
function parade(count: number): Uint8Array {
  return encoding.encode((encoder) => {
    for (const value of [1, count, 5, 0]) encoding.writeVarUint(encoder, value);
    for (let index = 0; index < count; index += 1) {
      encoding.writeVarUint(encoder, 0);
      encoding.writeVarUint(encoder, 1);
    }
  });
}

/** Makes as many deletes as may be claimed, of what nobody knows. */
function deletes(count: number): Uint8Array {
  return encoding.encode((encoder) => {
    for (const value of [0, 1, 5, count]) encoding.writeVarUint(encoder, value);
    for (let index = 0; index < count; index += 1) {
      encoding.writeVarUint(encoder, index * 2);
      encoding.writeVarUint(encoder, 1);
    }
  });
}

function nested(): Uint8Array {
  const doc = new Y.Doc();
  const json = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  return encoding.encode((encoder) => {
    for (const value of [1, 1, doc.clientID, 0]) encoding.writeVarUint(encoder, value);
    encoding.writeUint8(encoder, 5 | 0x20); // an embed, which is JSON
    encoding.writeVarUint(encoder, 1);
    encoding.writeVarString(encoder, 'marks');
    encoding.writeVarString(encoder, 'key');
    encoding.writeVarString(encoder, json);
    encoding.writeVarUint(encoder, 0);
  });
}

function made(change: (doc: Y.Doc) => void, isSecond = false): Uint8Array {
  const doc = new Y.Doc();
  change(doc);
  return isSecond ? Y.encodeStateAsUpdateV2(doc) : Y.encodeStateAsUpdate(doc);
}

/** The second change of a document, without the first. */
function ahead(): Uint8Array {
  const doc = new Y.Doc();
  doc.getMap('marks').set('a', new Uint8Array([1]));
  const vector = Y.encodeStateVector(doc);
  doc.getMap('marks').set('b', new Uint8Array([1]));
  return Y.encodeStateAsUpdate(doc, vector);
}

const setBytes = (doc: Y.Doc) => doc.getMap('marks').set('a', new Uint8Array([1]));
const attacks: readonly Attack[] = [
  { what: 'random bytes', message: new Uint8Array(1_000).fill(255), code: 4400 },
  { what: 'a torn frame', message: new Uint8Array([0, 2, 200]), code: 4400 },
  { what: 'text', message: 'hello', code: 4400 },
  {
    what: 'a clock of 2^45 in 13 bytes',
    message: update(numbers(1, 1, 5, 0, 0, 2 ** 45, 0)),
    code: 4400,
  },
  { what: 'four billion clients', message: update(numbers(2 ** 32)), code: 4400 },
  { what: 'four billion structs', message: update(numbers(1, 2 ** 32, 5, 0)), code: 4400 },
  {
    what: 'four billion deletes',
    message: update(numbers(0, 1, 5, 2 ** 32, 0, 1)),
    code: 4400,
  },
  { what: 'a state vector of four billion', message: step1(numbers(2 ** 32)), code: 4400 },
  { what: 'an update of the second version', message: update(made(setBytes, true)), code: 4400 },
  {
    what: 'another root type',
    message: update(made((doc) => doc.getText('text').insert(0, 'x'))),
    code: 4400,
  },
  { what: 'JSON 100,000 deep', message: update(nested()), code: 4400 },
  {
    what: 'a full document of strangers',
    message: step2(crowd(documentBytes / 8)),
    code: 4400,
  },
  {
    what: 'as many strangers as may be claimed, torn at the end',
    message: step2(crowd(documentClients)),
    code: 4400,
  },
  {
    what: 'as many structs as may be claimed, torn at the end',
    message: update(parade(updateStructs)),
    code: 4400,
  },
  {
    what: 'as many deletes as may be claimed, torn at the end',
    message: update(deletes(updateDeletes).slice(0, -1)),
    code: 4400,
  },
  { what: 'a frame too large', message: new Uint8Array(documentBytes + 65 * 1_024), code: 1009 },
  {
    what: 'structs that wait for others, 19 times',
    message: update(ahead()),
    code: 4400,
    times: 19,
  },
  { what: 'awareness, 200 times', message: new Uint8Array([1, 1, 2, 3]), code: null, times: 200 },
];

export async function hostileInputs(): Promise<Section> {
  const server = await startServer(ours);
  try {
    const seats = server.seats(1 + attacks.length, 1);
    const [idleMs = 0] = [await busyMs(server, seats[0], null)];
    const rows: (readonly [what: string, ms: number])[] = [];
    for (const [index, attack] of attacks.entries()) {
      rows.push([
        attack.what,
        Math.max(0, (await busyMs(server, seats[index + 1], attack)) - idleMs),
      ]);
    }
    const worst = Math.max(...rows.map(([, ms]) => ms));
    return {
      title: 'One hostile message',
      about:
        'The time the main thread is busy with it, from reading it to having closed the connection.',
      table: {
        head: ['what is sent', 'main thread, ms'],
        rows: rows.map(([what, ms]) => [what, ms.toFixed(2)]),
      },
      bounds: [
        {
          words: `none takes longer than ${worst.toFixed(2)} ms (less than ${busyMsMost})`,
          isKept: worst < busyMsMost,
        },
      ],
      plot: null,
    };
  } finally {
    await server.dispose();
  }
}

/** @param attack null measures what looking itself costs, and a goodbye */
async function busyMs(
  server: RunningServer,
  seat: Seat | undefined,
  attack: Attack | null,
): Promise<number> {
  const took: number[] = [];
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    const ws = new WebSocket(`ws://127.0.0.1:${server.port}/api/sync`, {
      headers: { cookie: seat?.cookie ?? '', 'x-forwarded-for': `10.1.0.${repeat}` },
    });
    ws.on('error', () => undefined);
    let greetings = 0;
    await new Promise<void>((resolve) => {
      ws.on('message', () => {
        greetings += 1;
        if (greetings === 2) resolve();
      });
    });
    const closed = once(ws, 'close');
    const before = await server.gauge();
    const times = attack?.times ?? 1;
    for (let index = 0; index < times && attack; index += 1) ws.send(attack.message);
    if (!attack || attack.code === null) ws.close();
    const [code] = (await closed) as [number];
    if (attack?.code && code !== attack.code) throw new Error(`${attack.what}: closed ${code}`);
    const after = await server.gauge();
    took.push((after.activeMs - before.activeMs) / times);
  }
  return took.toSorted((a, b) => a - b)[Math.floor(repeats / 2)] ?? 0;
}
