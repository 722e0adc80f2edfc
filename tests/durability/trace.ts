/**
 * Killing a process proves nothing about the power: what was written survives the process either
 * way. So the server's system calls are watched: each update must reach the log file, that file
 * must be synced, and only then may its acknowledgement go to the socket. Every write carries a
 * random marker, by which it is found in the log's bytes.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as Y from 'yjs';
import { decodeFrame } from '#shared/protocol/codec.ts';
import * as decoding from 'lib0/decoding';
import { createTestServer, signUpPerson } from '../support/server.ts';
import { joinRaw } from '../protocol/support/raw-client.ts';

export interface TraceReport {
  readonly acknowledgements: number;
  readonly syncs: number;
  /** Acknowledgements that left too early, in words. */
  readonly faults: readonly string[];
}

/** One update, as the trace will show it. */
interface Sent {
  readonly client: number;
  readonly clock: number;
  readonly marker: string;
}

const writers = 4;
const updatesPerWriter = 50;

/** @returns null where strace is missing or not allowed */
export async function traceAcknowledgements(): Promise<TraceReport | null> {
  const server = await createTestServer();
  const file = join(tmpdir(), `trace-${server.port}.txt`);
  try {
    await server.start({ LOG_LEVEL: 'error' });
    const persons = await Promise.all(['Ana', 'Ben'].map((name) => signUpPerson(server.url, name)));
    const strace = await attach(server.pid() ?? 0, file);
    if (!strace) return null;
    const cookies = Array.from({ length: writers }, (_, at) => persons[at % 2]?.cookie ?? '');
    const url = `ws://127.0.0.1:${server.port}/api/sync`;
    const sent = (await Promise.all(cookies.map((cookie) => write(url, cookie)))).flat();
    await server.kill('SIGTERM');
    await strace.ended;
    return judge((await readFile(file, 'latin1')).split('\n'), sent);
  } finally {
    await server.dispose();
    await rm(file, { force: true });
  }
}

const calls = 'fsync,fdatasync,pwrite64,pwritev,write,writev,sendto,sendmsg';

/** Resolves once strace has attached; null where it cannot. `ended` is when it has written all. */
async function attach(pid: number, file: string): Promise<{ ended: Promise<unknown> } | null> {
  const options = ['-f', '-y', '-xx', '-s', '20000', '-e', `trace=${calls}`, '-o', file];
  const strace = spawn('strace', [...options, '-p', String(pid)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const { promise: isAttached, resolve } = Promise.withResolvers<boolean>();
  const ended = new Promise<void>((end) => {
    for (const event of ['error', 'close']) {
      strace.once(event, () => {
        resolve(false);
        end();
      });
    }
  });
  strace.stderr.on('data', (data) => {
    if (String(data).includes('attached')) resolve(true);
  });
  return (await isAttached) ? { ended } : null;
}

async function write(url: string, cookie: string): Promise<Sent[]> {
  const client = await joinRaw(url, cookie);
  const doc = new Y.Doc();
  const sent: Sent[] = [];
  for (let clock = 0; clock < updatesPerWriter; clock += 1) {
    const marker = randomBytes(12);
    const vector = Y.encodeStateVector(doc);
    doc.getMap('marks').set(`trace/${doc.clientID}`, new Uint8Array(marker));
    client.sendUpdate(Y.encodeStateAsUpdate(doc, vector));
    sent.push({ client: doc.clientID, clock, marker: marker.toString('hex') });
    // Some wait for each other, some do not, so that groups of one and of many are seen.
    if (clock % 3 === 0) await client.next('durable');
  }
  for (let known = 0; known < updatesPerWriter;) {
    known = (await client.next('durable')).clocks.get(doc.clientID) ?? known;
  }
  await client.close();
  return sent;
}

/** A finished call: what it wrote, where to, as hex. */
interface Call {
  readonly name: string;
  readonly path: string;
  readonly bytes: string;
}

const linePattern = /^(\d+) +(.*)$/;
const callPattern = /^(\w+)\(\d+<(.*?)>(.*)\) += \d+$/;

/** Parses calls in the order in which they ended, with interrupted lines put together. */
function parseCalls(lines: readonly string[]): Call[] {
  const unfinished = new Map<string, string>();
  const parsed: Call[] = [];
  for (const line of lines) {
    const [, thread = '', text = ''] = linePattern.exec(line) ?? [];
    if (text.endsWith('<unfinished ...>')) {
      unfinished.set(thread, text.slice(0, -'<unfinished ...>'.length));
      continue;
    }
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(text);
    const whole = resumed ? `${unfinished.get(thread) ?? ''}${resumed[1] ?? ''}` : text;
    const [, name, path, rest = ''] = callPattern.exec(whole) ?? [];
    if (!name || path === undefined) continue;
    const strings = [...rest.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g)].map(([, hex = '']) => hex);
    parsed.push({ name, path: unescape(path), bytes: strings.join('').replaceAll('\\x', '') });
  }
  return parsed;
}

/** Unescapes a path, which -xx escapes as well. */
const unescape = (escaped: string): string =>
  escaped.replaceAll(/\\x([0-9a-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );

const isSync = ({ name }: Call) => name === 'fsync' || name === 'fdatasync';
const isLog = ({ path }: Call) => path.endsWith('-wal');

/** The clocks acknowledged by the WebSocket frames in what was written to a socket. */
function* acknowledgedIn(bytes: Uint8Array): Generator<ReadonlyMap<number, number>> {
  for (let at = 0; at + 1 < bytes.length;) {
    const [opcode = 0, short = 0] = [bytes[at], bytes[at + 1]];
    const length = short < 126 ? short : ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
    const start = at + (short < 126 ? 2 : 4);
    if (short > 126) return;
    if (opcode === 0x82 && length > 0) {
      const decoder = decoding.createDecoder(bytes.subarray(start, start + length));
      const frame = decodeFrame(decoding.readVarUint(decoder), decoder);
      if (frame.ok && frame.value.type === 'durable') yield frame.value.clocks;
    }
    at = start + length;
  }
}

function judge(lines: readonly string[], sent: readonly Sent[]): TraceReport {
  /** Of each client, these say how far its updates were written to the log, and how far synced. */
  const written = new Map<number, number>();
  const synced = new Map<number, number>();
  const acknowledged = new Map<number, number>();
  const waiting = new Set(sent);
  const faults: string[] = [];
  let [acknowledgements, syncs] = [0, 0];
  for (const call of parseCalls(lines)) {
    if (isSync(call) && isLog(call)) {
      syncs += 1;
      for (const [client, clock] of written) synced.set(client, clock);
    } else if (isLog(call)) {
      for (const update of waiting) {
        if (!call.bytes.includes(update.marker)) continue;
        waiting.delete(update);
        written.set(update.client, Math.max(written.get(update.client) ?? 0, update.clock + 1));
      }
    } else if (call.path.startsWith('socket:') || call.path.startsWith('TCP:')) {
      for (const clocks of acknowledgedIn(Buffer.from(call.bytes, 'hex'))) {
        for (const [client, clock] of clocks) {
          acknowledgements += 1;
          acknowledged.set(client, clock);
          const safe = synced.get(client) ?? 0;
          if (clock > safe) faults.push(`client ${client}: ${clock} acknowledged, ${safe} synced`);
        }
      }
    }
  }
  for (const { client } of sent.filter(({ clock }) => clock === 0)) {
    const seen = acknowledged.get(client) ?? 0;
    if (seen !== updatesPerWriter) faults.push(`client ${client}: only ${seen} seen acknowledged`);
  }
  if (waiting.size > 0) faults.push(`${waiting.size} updates were never seen in the log`);
  return { acknowledgements, syncs, faults };
}
