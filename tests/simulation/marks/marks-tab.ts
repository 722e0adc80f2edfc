/**
 * This is a tab that leads, in the marks simulation: the session of the product and its line to the
 * server, as queues of frames. The line carries what socket.ts and marks-line.ts carry; the
 * schedule decides when a frame arrives, twice, late, or never.
 */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import * as syncProtocol from 'y-protocols/sync';
import type * as Y from 'yjs';
import { settling } from '#lib/storage/clock-disk.ts';
import { openMarksSession, type MarksSession } from '#lib/sync/marks-session.ts';
import { createServerClock, type ServerClock } from '#lib/sync/server-clock.ts';
import { storedClocks } from '#lib/sync/stored-clocks.ts';
import { second, type Clock } from '#shared/base/time.ts';
import { decodeFrame, frameTypes } from '#shared/protocol/codec.ts';
import { closeCodes } from '#shared/workspace/refusals.ts';
import { protocolVersion } from '#shared/protocol/version.ts';
import type { MarksServer } from './marks-server.ts';
import { TabGone, type TabDisk } from './memory-marks-disk.ts';
import { ServerEnd } from './server-end.ts';

export interface TabDependencies {
  readonly account: string;
  /** Whose session the browser's cookie is. */
  readonly cookie: () => string | null;
  readonly disk: TabDisk;
  /** This device's clock, and how far it is from the server's, as far as is known. */
  readonly clock: Clock;
  readonly offset: number;
  /** A clock that never jumps. */
  readonly elapsed: () => number;
  readonly server: MarksServer;
  readonly newDocument: () => Y.Doc;
}

/** A connection that is not greeted within is given up, as connection.ts does. */
const attemptMs = 10 * second;

interface Line {
  readonly end: ServerEnd;
  readonly up: Uint8Array[];
  readonly down: (Uint8Array | number)[];
}

export class Tab {
  readonly #deps: TabDependencies;
  #session: MarksSession | null = null;
  #opening: Promise<void> | null = null;
  #line: Line | null = null;
  #isGone = false;
  readonly faults: unknown[] = [];
  lastClose: number | null = null;
  readonly #serverClock: ServerClock;
  /** When the connection was begun, by this device's clock. */
  #askedAt = 0;
  #connectedAt = 0;

  constructor(deps: TabDependencies) {
    this.#deps = deps;
    this.#serverClock = createServerClock(deps.disk, deps.clock, deps.offset);
    this.#open();
  }

  #open(): void {
    const { disk, newDocument } = this.#deps;
    const report = (error: unknown) => {
      if (!(error instanceof TabGone)) this.faults.push(error);
    };
    this.#opening = openMarksSession(settling(disk, disk), report, { newDocument }).then(
      (session) => {
        this.#session = session;
        session.doc.on('update', (update: Uint8Array, origin: unknown) => {
          if (origin !== this) this.#say(syncProtocol.writeUpdate, update);
        });
      },
      (error: unknown) => {
        report(error);
        this.#isGone = true;
      },
    );
  }

  get isGone(): boolean {
    return this.#isGone;
  }

  get isConnected(): boolean {
    return this.#line !== null;
  }

  /** Frames on their way, each way. */
  get waiting(): { readonly up: number; readonly down: number } {
    return { up: this.#line?.up.length ?? 0, down: this.#line?.down.length ?? 0 };
  }

  async connect(): Promise<void> {
    await this.#opening;
    const session = this.#session;
    if (!session || this.#line || this.#isGone) return;
    this.#askedAt = this.#deps.clock.now();
    this.#connectedAt = this.#deps.elapsed();
    const down: (Uint8Array | number)[] = [];
    const end = new ServerEnd(
      (bytes) => down.push(bytes),
      (code) => down.push(code),
    );
    this.#line = { end, up: [], down };
    this.#say(syncProtocol.writeSyncStep1, session.doc);
    const asked = {
      account: this.#deps.account,
      generation: session.generation(),
      protocol: String(protocolVersion),
    };
    await this.#deps.server.admit(asked, this.#deps.cookie(), end);
  }

  /** Disconnects; what is on its way to the server may still arrive there. */
  disconnect(arrives: boolean): void {
    const line = this.#line;
    this.#line = null;
    if (!line) return;
    if (arrives) for (const bytes of line.up) line.end.receive(bytes);
    line.end.terminate();
  }

  #say<T>(write: (encoder: encoding.Encoder, what: T) => void, what: T): void {
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, frameTypes.sync);
    write(encoder, what);
    this.#line?.up.push(encoding.toUint8Array(encoder));
  }

  deliverUp(): void {
    const bytes = this.#line?.up.shift();
    if (bytes) this.#line?.end.receive(bytes);
  }

  async deliverDown(): Promise<void> {
    const next = this.#line?.down.shift();
    if (next === undefined) return;
    if (typeof next === 'number') await this.#closed(next);
    else await this.#hear(next);
  }

  async #closed(code: number): Promise<void> {
    this.#line = null;
    this.lastClose = code;
    if (code === closeCodes.otherGeneration) await this.#beginAnew();
    if (code === closeCodes.wrongClock) this.#serverClock.doubt();
  }

  /** Another request has measured how far the clocks are from each other. */
  async measured(offset: number): Promise<void> {
    if (this.#serverClock.measured(offset)) return;
    this.disconnect(true);
    await this.#beginAnew();
  }

  async #beginAnew(): Promise<void> {
    const session = this.#session;
    if (!session) return;
    this.#session = null;
    try {
      await this.#serverClock.repair(session);
      this.#open();
    } catch (error) {
      if (!(error instanceof TabGone)) throw error;
      this.#isGone = true;
    }
  }

  async #hear(bytes: Uint8Array): Promise<void> {
    const session = this.#session;
    if (!session) return;
    const decoder = decoding.createDecoder(bytes);
    const type = decoding.readVarUint(decoder);
    if (type !== frameTypes.sync) {
      const frame = decodeFrame(type, decoder);
      if (!frame.ok) throw new Error(`A frame of the server is ${frame.error}`);
      if (frame.value.type === 'hello') {
        const { time = 0 } = frame.value;
        if (this.#deps.elapsed() - this.#connectedAt > attemptMs) {
          this.disconnect(true);
          return;
        }
        session.greeted(frame.value.epoch, frame.value.generation);
        if (!this.#serverClock.hears(time, this.#askedAt)) {
          this.disconnect(false);
          await this.#beginAnew();
          return;
        }
      }
      if (frame.value.type === 'durable') session.stored(frame.value.clocks);
      return;
    }
    const clocks = storedClocks(decoding.clone(decoder));
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, frameTypes.sync);
    const said = syncProtocol.readSyncMessage(decoder, encoder, session.doc, this);
    if (encoding.length(encoder) > 1) this.#line?.up.push(encoding.toUint8Array(encoder));
    if (said === syncProtocol.messageYjsSyncStep2) {
      if (!session.isWhole()) {
        this.disconnect(true);
        await this.#beginAnew();
        return;
      }
      session.synced();
    }
    if (clocks) session.stored(clocks);
  }

  /** Disturbs updates on their way to the server. @returns whether there were enough of them */
  disturbUp(how: 'drop' | 'double' | 'swap'): boolean {
    const up = this.#line?.up ?? [];
    const places = up.flatMap((bytes, at) => (isUpdate(bytes) ? [at] : []));
    return disturb(up, places, how);
  }

  /** Disturbs updates on their way from the server. */
  disturbDown(how: 'drop' | 'double' | 'swap'): boolean {
    const down = this.#line?.down ?? [];
    const places = down.flatMap((it, at) => (typeof it !== 'number' && isUpdate(it) ? [at] : []));
    return disturb(down, places, how);
  }

  /** Ends as a tab does that hands over. */
  async close(): Promise<void> {
    this.#isGone = true;
    this.disconnect(true);
    await this.#opening;
    await this.#session?.dispose();
  }

  /** Ends without a word, `steps` of its disk from now. */
  crash(steps: number): void {
    this.#deps.disk.cut(steps);
    if (steps > 0) return;
    this.#isGone = true;
    this.disconnect(false);
  }

  /** Its session's document, for entries of apps to come. */
  get doc(): Y.Doc | null {
    return this.#session?.doc ?? null;
  }
}

/** Frame type, then message type. */
const isUpdate = (bytes: Uint8Array): boolean =>
  bytes[0] === frameTypes.sync && bytes[1] === syncProtocol.messageYjsUpdate;

function disturb<T>(frames: T[], places: readonly number[], how: 'drop' | 'double' | 'swap') {
  const [first, second] = places;
  if (first === undefined) return false;
  const frame = frames[first];
  if (frame === undefined) return false;
  if (how === 'drop') frames.splice(first, 1);
  else if (how === 'double') frames.splice(first, 0, frame);
  else if (second === undefined) return false;
  else [frames[first], frames[second]] = [frames[second] ?? frame, frame];
  return true;
}
