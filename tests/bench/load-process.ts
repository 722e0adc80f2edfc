/**
 * This process is the load: it connects devices and lets every second one of a document write. The
 * bench drives it through messages; it answers with figures, never with raw times.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import * as Y from 'yjs';
import { createRandom } from '#shared/base/random.ts';
import { Device, type DeviceListener } from './device.ts';
import type { LoadAnswer, LoadFigures, LoadRequest, Percentiles } from './load.ts';
import { reachedBy, type Seat } from './wires.ts';

/** Handshakes at the same time. */
const connectingAtOnce = 100;
/** Writes that are not delivered by then are lost. */
const drainMs = 15_000;

/**
 * The reference with LevelDB answers before it has read, and sends the rest behind: this is quiet.
 */
const quietMs = 1_500;

interface Track {
  readonly device: Device;
  /** When each write was sent, by clock. */
  readonly sentAt: number[];
  delivered: number;
  promised: number;
  isOpen: boolean;
}

const tracks = new Map<number, Track>();
const random = createRandom(Date.now() % 2 ** 31);
let deliveredMs: number[] = [];
let promisedMs: number[] = [];
let sent = 0;
let unexpected = 0;
let isClosing = false;
/** In a closed loop, the next write of the one that was delivered. */
let onDelivered: (track: Track) => void = () => undefined;

const listener: DeviceListener = {
  received(update) {
    const { client, clock } = reachedBy(update);
    const track = tracks.get(client);
    if (!track) return;
    const now = performance.now();
    for (; track.delivered < clock; track.delivered += 1) {
      deliveredMs.push(now - (track.sentAt[track.delivered] ?? now));
      onDelivered(track);
    }
  },
  promised({ client }, clock) {
    const track = tracks.get(client);
    if (!track) return;
    const now = performance.now();
    for (; track.promised < clock; track.promised += 1) {
      promisedMs.push(now - (track.sentAt[track.promised] ?? now));
    }
  },
  closed({ client }) {
    const track = tracks.get(client);
    if (!track?.isOpen) return;
    track.isOpen = false;
    if (!isClosing) unexpected += 1;
  },
};

async function connect(seats: readonly Seat[]): Promise<void> {
  isClosing = false;
  for (let from = 0; from < seats.length; from += connectingAtOnce) {
    const some = seats.slice(from, from + connectingAtOnce).map((seat) => {
      const client = 1 + random.int(2 ** 31 - 1);
      const device = new Device(client, seat, listener);
      tracks.set(client, { device, sentAt: [], delivered: 0, promised: 0, isOpen: true });
      return device.ready;
    });
    await Promise.all(some);
  }
}

function write(track: Track): void {
  sent += 1;
  track.sentAt.push(performance.now());
  track.device.write();
}

/** The first half of the devices has one seat at each document: they write, the others listen. */
const writers = (): readonly Track[] => [...tracks.values()].slice(0, Math.ceil(tracks.size / 2));

async function drained(): Promise<void> {
  const until = performance.now() + drainMs;
  const isBehind = ({ device, delivered, isOpen }: Track) => isOpen && delivered < device.clock;
  while (writers().some(isBehind) && performance.now() < until) await sleep(5);
}

/** Writes so many a second, regardless of what comes back, as people do. */
async function openLoop(perSecond: number, forMs: number): Promise<void> {
  const all = writers();
  const from = performance.now();
  for (let passed = 0; passed < forMs; passed = performance.now() - from) {
    for (const due = (passed / 1_000) * perSecond; sent < due;) {
      const track = all[sent % all.length];
      if (track) write(track);
    }
    await sleep(1);
  }
}

/** Each writes again when the other device has what it wrote: as fast as the server goes. */
async function closedLoop(inFlight: number, forMs: number): Promise<void> {
  onDelivered = write;
  for (const track of writers()) for (let index = 0; index < inFlight; index += 1) write(track);
  await sleep(forMs);
  onDelivered = () => undefined;
}

async function figures(run: () => Promise<void>): Promise<LoadFigures> {
  [deliveredMs, promisedMs, sent, unexpected] = [[], [], 0, 0];
  const from = performance.now();
  await run();
  const seconds = (performance.now() - from) / 1_000;
  const inTime = deliveredMs.length;
  await drained();
  return {
    kind: 'figures',
    sent,
    delivered: deliveredMs.length,
    perSecond: Math.round(inTime / seconds),
    deliveryMs: percentiles(deliveredMs),
    promiseMs: promisedMs.length > 0 ? percentiles(promisedMs) : null,
    closings: unexpected,
  };
}

function percentiles(tookMs: readonly number[]): Percentiles {
  const sorted = Float64Array.from(tookMs).sort();
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
  return { p50: at(0.5), p99: at(0.99) };
}

async function closeAll(): Promise<void> {
  isClosing = true;
  for (const { device } of tracks.values()) device.close();
  while ([...tracks.values()].some(({ isOpen }) => isOpen)) await sleep(5);
  tracks.clear();
}

/** Reads what a stranger finds in these documents: all that comes at once, and a moment later. */
async function read(seats: readonly Seat[]): Promise<ReadonlyMap<number, number>> {
  const clocks = new Map<number, number>();
  let heardAt = performance.now();
  const reader: DeviceListener = {
    received(update) {
      heardAt = performance.now();
      const found = Y.decodeStateVector(Y.encodeStateVectorFromUpdate(update));
      for (const [client, clock] of found) {
        clocks.set(client, Math.max(clock, clocks.get(client) ?? 0));
      }
    },
    promised: () => undefined,
    closed: () => undefined,
  };
  const devices = seats.map((seat) => new Device(1 + random.int(2 ** 31 - 1), seat, reader));
  await Promise.all(devices.map(({ ready }) => ready));
  while (performance.now() - heardAt < quietMs) await sleep(50);
  for (const device of devices) device.close();
  return clocks;
}

async function answer(request: LoadRequest): Promise<LoadAnswer> {
  switch (request.kind) {
    case 'connect':
      await connect(request.seats);
      return { kind: 'done' };
    case 'open':
      return await figures(() => openLoop(request.perSecond, request.forMs));
    case 'closed':
      return await figures(() => closedLoop(request.inFlight, request.forMs));
    case 'promises':
      return {
        kind: 'promises',
        reached: [...tracks].map(([client, { promised, delivered }]) => [
          client,
          promised,
          delivered,
        ]),
      };
    case 'read':
      return { kind: 'clocks', clocks: [...(await read(request.seats))] };
    case 'close':
      await closeAll();
      return { kind: 'done' };
  }
}

process.on('message', (request: LoadRequest) => {
  answer(request).then(
    (answered) => process.send?.(answered),
    (error: unknown) => process.send?.({ kind: 'failed', reason: String(error) }),
  );
});
