/**
 * The server is killed without a word, at any moment or right after it acknowledged something,
 * again and again on the same data, while several people write. After each start everything
 * acknowledged so far must be there and the database whole. Acknowledged means: a durable frame
 * arrived, however late it was read.
 */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as Y from 'yjs';
import { createRandom, type Random } from '#shared/base/random.ts';
import { createTestServer, signUpPerson, type TestPerson } from '../support/server.ts';
import {
  connectRaw,
  emptyVector,
  joinRaw,
  type RawClient,
} from '../protocol/support/raw-client.ts';

export interface KillLoopReport {
  readonly kills: number;
  readonly acknowledged: number;
  /** The losses in words; empty when the promise holds. */
  readonly losses: readonly string[];
}

export interface KillLoopOptions {
  readonly kills: number;
  /** Goes on beyond these kills until so many updates were acknowledged. */
  readonly acknowledged?: number;
  readonly seed: number;
  report?(line: string): void;
}

const people = ['Ana', 'Ben', 'Cleo', 'Dev', 'Eve'];
/**
 * After so many kills others write: killed before it compacts anything, again and again, a server
 * has full documents after twice as many, takes no more, and nothing is proven any more.
 */
const killsEach = 20;
/** A device sends so many updates before it has heard of the first. */
const inFlight = 8;
const keysPerDevice = 4;

/** One device's session: it writes, and remembers what it was promised. */
interface Device {
  readonly person: TestPerson;
  readonly doc: Y.Doc;
  /** The clock of its own client below which everything is promised. */
  promised: number;
  readonly closed: Promise<number>;
}

/** The clock of a write stands in its value. */
const valueOf = (clock: number) => new Uint8Array(new Uint32Array([clock]).buffer);
const clockOf = (value: unknown) =>
  value instanceof Uint8Array ? new DataView(value.slice().buffer).getUint32(0, true) : -1;
const keyOf = (device: Device, clock: number) =>
  `kill/${device.doc.clientID}/${clock % keysPerDevice}`;

/** Connects a device, silent until it is told to begin. */
async function joinDevice(
  url: string,
  person: TestPerson,
): Promise<{ device: Device; begin(onPromise: () => void): void }> {
  const client = await joinRaw(url, person.cookie);
  const doc = new Y.Doc();
  const device: Device = { person, doc, promised: 0, closed: client.closed };
  let clock = 0;
  const write = () => {
    if (client.ws.readyState !== client.ws.OPEN) return;
    const vector = Y.encodeStateVector(doc);
    doc.getMap('marks').set(keyOf(device, clock), valueOf(clock));
    clock += 1;
    client.sendUpdate(Y.encodeStateAsUpdate(doc, vector));
  };
  const begin = (onPromise: () => void) => {
    void listen(client, (clocks) => {
      const promised = clocks.get(doc.clientID) ?? 0;
      if (promised <= device.promised) return;
      const count = promised - device.promised;
      device.promised = promised;
      for (let index = 0; index < count; index += 1) write();
      onPromise();
    });
    for (let index = 0; index < inFlight; index += 1) write();
  };
  return { device, begin };
}

async function listen(
  client: RawClient,
  onDurable: (clocks: ReadonlyMap<number, number>) => void,
): Promise<void> {
  for (;;) {
    const frame = await client.next('durable').catch(() => null);
    if (!frame) return;
    onDurable(frame.clocks);
  }
}

/** A socket that ended without a word closes with this code. */
const cut = 1006;

/** A moment is when the server is killed: with the nth acknowledgement, or some time after. */
type Moment = { readonly acknowledgement: number } | { readonly afterMs: number };

/** Two devices a person write until the moment comes, then the server is gone. */
async function writeUntilKilled(
  url: string,
  persons: readonly TestPerson[],
  moment: Moment,
  kill: () => Promise<unknown>,
): Promise<readonly Device[]> {
  const { promise: killed, resolve } = Promise.withResolvers<unknown>();
  let left = 'acknowledgement' in moment ? moment.acknowledgement : Infinity;
  const onPromise = () => {
    left -= 1;
    if (left === 0) resolve(kill());
  };
  const joined = await Promise.all(
    [...persons, ...persons].map((person) => joinDevice(url, person)),
  );
  for (const { begin } of joined) begin(onPromise);
  if ('afterMs' in moment) setTimeout(() => resolve(kill()), moment.afterMs);
  // One that is sent away before promises nothing any more.
  await Promise.race([killed, Promise.all(joined.map(({ device }) => device.closed))]);
  const devices = joined.map(({ device }) => device);
  const codes = await Promise.all(devices.map(({ closed }) => closed));
  const sentAway = codes.find((code) => code !== cut);
  if (sentAway !== undefined) throw new Error(`The server sent a device away with ${sentAway}.`);
  return devices;
}

async function lossesOf(url: string, person: TestPerson, devices: readonly Device[]) {
  const client = await connectRaw(url, person.cookie);
  const stored = new Y.Doc();
  client.sendStep1(emptyVector);
  Y.applyUpdate(stored, (await client.next('step2')).bytes);
  await client.close();
  const losses: string[] = [];
  const vector = Y.decodeStateVector(Y.encodeStateVector(stored));
  for (const device of devices) {
    const { doc, promised } = device;
    const known = vector.get(doc.clientID) ?? 0;
    if (known < promised) losses.push(`${person.name}: ${known} of ${promised} updates`);
    for (let clock = Math.max(0, promised - keysPerDevice); clock < promised; clock += 1) {
      const found = clockOf(stored.getMap('marks').get(keyOf(device, clock)));
      if (found < clock) losses.push(`${person.name}: write ${clock} reads ${found}`);
    }
  }
  if (stored.store.pendingStructs)
    losses.push(`${person.name}: something waits for something lost`);
  return losses;
}

function integrityOf(dataDir: string): readonly string[] {
  const database = new DatabaseSync(join(dataDir, 'feed.db'), { readOnly: true });
  try {
    const [row] = database.prepare('pragma integrity_check').all();
    const verdict = String(Object.values(row ?? {})[0]);
    return verdict === 'ok' ? [] : [`integrity_check says: ${verdict}`];
  } finally {
    database.close();
  }
}

const longestMs = 1_000;

/**
 * Picks a moment: with an acknowledgement of the first group or a later one; mostly at any time.
 */
function momentOf(random: Random): Moment {
  const acknowledgement = random.pick([1, 1 + random.int(10), 1 + random.int(200)]);
  return random.int(4) === 0 ? { acknowledgement } : { afterMs: random.int(longestMs) };
}

export async function runKillLoop({
  kills,
  acknowledged = 0,
  seed,
  report,
}: KillLoopOptions): Promise<KillLoopReport> {
  const random = createRandom(seed);
  const server = await createTestServer();
  const url = `ws://127.0.0.1:${server.port}/api/sync`;
  const losses: string[] = [];
  const devices: Device[] = [];
  try {
    await server.start();
    const everybody: TestPerson[] = [];
    let kill = 0;
    while (kill < kills || sum(devices) < acknowledged) {
      if (kill % killsEach === 0) {
        for (const name of people) {
          everybody.push(await signUpPerson(server.url, `${name}${kill / killsEach}`));
        }
      }
      const persons = everybody.slice(-people.length);
      kill += 1;
      const gone = () => server.kill('SIGKILL');
      devices.push(...(await writeUntilKilled(url, persons, momentOf(random), gone)));
      await server.start();
      losses.push(...integrityOf(server.dataDir));
      for (const person of everybody) {
        const own = devices.filter((device) => device.person === person);
        losses.push(...(await lossesOf(url, person, own)));
      }
      report?.(`kill ${kill}: ${sum(devices)} acknowledged, ${losses.length} lost`);
    }
    return { kills: kill, acknowledged: sum(devices), losses };
  } finally {
    await server.dispose();
  }
}

const sum = (devices: readonly Device[]) =>
  devices.reduce((total, { promised }) => total + promised, 0);
