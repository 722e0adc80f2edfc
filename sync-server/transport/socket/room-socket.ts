/**
 * One connected socket of a room. Owns what is particular to this connection: what was sent to it, how
 * much is still on the way, how often it was asked to catch up. Hears the room, is driven by frames
 * and by the pulse. It promises its client updates in order and without gaps, beginning with the
 * answer to the client's step 1; what a slow client misses is sent merged once it has drained.
 */
import type { Duplex } from 'node:stream';
import { documentBytes, updateBytes } from '#shared/marks/limits.ts';
import type { WebSocket } from 'ws';
import { encodeFrame, type Heads } from '#shared/protocol/codec.ts';
import type { Clock } from '#shared/base/time.ts';
import { closeCodes } from '#shared/workspace/refusals.ts';
import { socketBufferedBytes, socketBufferedBytesMost } from '#shared/workspace/limits.ts';
import type { Clocks, StoredMarks } from '../../storage/marks-store.ts';
import { durableFrame } from '../../marks/binary-frame.ts';
import type { CommitFault } from '../../marks/commit-queue.ts';
import type { FaultLog } from '../../base/logging.ts';
import type { SocketSession } from '../../marks/ports.ts';
import type { Listener, Relayed, Room, TakeFault } from '../../marks/room.ts';
import {
  parseClientMessage,
  stepOne,
  stepTwo,
  updateMessage,
} from '../../marks/socket-messages.ts';
import { updateFor, updateSince } from '../../marks/stored-updates.ts';
import { watchLife, type LifeSigns } from './life-signs.ts';
import { createReadingPace, frameCost, readCost, type ReadingPace } from './reading-pace.ts';

export interface RoomSocketDeps {
  readonly ws: WebSocket;
  /** The connection below it, to which whole frames are written. */
  readonly connection: Duplex;
  readonly room: Room;
  readonly session: SocketSession;
  readonly log: FaultLog;
  /** Milliseconds of a clock that never jumps. */
  readonly now: () => number;
  readonly clock: Clock;
  /** The close code of whoever says something of a later time than it is. */
  readonly wrongClock: number;
  /** Whether the session of the upgrade still stands. */
  isSignedIn(): Promise<boolean>;
  /** The stored document, for answers. */
  read(): Promise<StoredMarks>;
}

/** A closing client has this long to say goodbye; what it still sends meanwhile is not read. */
const goodbyeMs = 2_000;
/** The opening step 1 aside; a client whose structs wait for others could go on for ever. */
const asksMost = 2;
/** Gestures somebody may make while the answer to a step 1 is on its way: it brings them. */
const aheadWhileAsked = 16;

export class RoomSocket implements Listener {
  readonly session: SocketSession;
  readonly #deps: RoomSocketDeps;
  readonly #pace: ReadingPace;
  readonly #life: LifeSigns;
  #checkedAt: number;
  /** The last update the client has; null until its step 1 is answered. */
  #sentSeq: number | null = null;
  /** The state vector of a step 1 that is not answered yet; a later one takes its place. */
  #askedFor: Uint8Array | null = null;
  #isPumping = false;
  #isListening = true;
  #asks = 0;
  /** Whether the answer to a step 1 of ours is still to come. */
  #isAsking = true;
  #ahead = 0;
  #goodbyeTimer: NodeJS.Timeout | undefined;

  constructor(deps: RoomSocketDeps) {
    this.#deps = deps;
    this.session = deps.session;
    this.#checkedAt = deps.now();
    const { ws, connection } = deps;
    connection.on('drain', () => {
      this.#pump();
    });
    ws.on('message', (data: Buffer, isBinary: boolean) => {
      this.#received(data, isBinary);
    });
    this.#life = watchLife(connection, deps.now);
    this.#pace = createReadingPace({
      ws,
      budget: deps.room.spending,
      now: deps.now,
      onResume: this.#life.forgive,
    });
    // A protocol error or a frame too large; ws closes the connection with the fitting code.
    ws.on('error', (error) => {
      deps.log.warn({ userId: this.session.userId, reason: error.message }, 'socket failed');
    });
    ws.on('close', () => {
      this.#pace.stop();
      clearTimeout(this.#goodbyeTimer);
    });
  }

  get #userId(): string {
    return this.session.userId;
  }

  get #isOpen(): boolean {
    return this.#deps.ws.readyState === this.#deps.ws.OPEN;
  }

  get checkedAt(): number {
    return this.#checkedAt;
  }

  silentMs(now: number): number {
    return this.#life.silentMs(now);
  }

  greet(hello: Uint8Array): void {
    this.#send(hello);
    this.#send(stepOne(this.#deps.room.clocks));
  }

  beat(heads: Heads): void {
    if (!this.#isOpen) return;
    this.#deps.ws.ping();
    if (this.#isCongested) return;
    const time = this.#deps.clock.now();
    this.#send(encodeFrame({ type: 'heartbeat', ...heads, time }));
  }

  nudge(heads: Heads): void {
    if (!this.#isCongested) this.#send(encodeFrame({ type: 'nudge', ...heads }));
  }

  relay(updates: readonly Relayed[]): void {
    if (this.#sentSeq === null) return;
    let reached = this.#sentSeq;
    const frames: Buffer[] = [];
    for (const { seq, frame, sender } of updates) {
      // An answer to step 1 may have brought some of them, or have to bring what is before them.
      if (seq !== reached + 1) continue;
      reached = seq;
      if (sender !== this) frames.push(frame);
    }
    const [first, ...more] = frames;
    if (first) {
      if (this.#isCongested || !this.#isOpen) return;
      const all = more.length === 0 ? first : Buffer.concat(frames);
      this.#life.wrote(all.length);
      this.#deps.connection.write(all);
    }
    this.#sentSeq = reached;
  }

  acknowledge(clocks: Clocks): void {
    this.#write(durableFrame(clocks));
  }

  failed(fault: CommitFault): void {
    if (fault === 'other-generation') this.close(closeCodes.otherGeneration, fault);
    else this.close(closeCodes.slowDown, fault);
  }

  async checkSession(): Promise<void> {
    this.#checkedAt = this.#deps.now();
    if (!(await this.#deps.isSignedIn())) this.close(closeCodes.signIn, 'signed out');
  }

  stopListening(): void {
    this.#isListening = false;
  }

  close(code: number, reason: string): void {
    this.stopListening();
    this.#deps.ws.close(code, reason);
    this.#goodbyeTimer ??= setTimeout(() => {
      this.terminate();
    }, goodbyeMs);
  }

  terminate(): void {
    this.#deps.ws.terminate();
  }

  get #isCongested(): boolean {
    return this.#deps.ws.bufferedAmount > socketBufferedBytes;
  }

  #send(message: Uint8Array): void {
    if (this.#canSend()) this.#deps.ws.send(message);
  }

  #sendMarks(message: Uint8Array): void {
    this.#life.wrote(message.length);
    this.#send(message);
  }

  /** For what is sent again and again. */
  #write(frame: Uint8Array): void {
    if (this.#canSend()) this.#deps.connection.write(frame);
  }

  #canSend(): boolean {
    if (!this.#isOpen) return false;
    if (this.#deps.ws.bufferedAmount <= socketBufferedBytesMost) return true;
    this.close(closeCodes.slowDown, 'reads too slowly');
    return false;
  }

  #received(data: Buffer, isBinary: boolean): void {
    if (!this.#isListening) return;
    this.#pace.spend(data.length + frameCost);
    const message = parseClientMessage(data);
    if (!isBinary || !message.ok) {
      this.#refuse('malformed');
      return;
    }
    switch (message.value.kind) {
      case 'step1':
        this.#pace.spend(readCost + this.#deps.room.bytes);
        this.#askedFor = message.value.vector;
        this.#pump();
        return;
      case 'step2':
        this.#take(message.value.update, documentBytes, true);
        return;
      case 'update':
        this.#take(message.value.update, updateBytes, false);
        return;
      case 'ignored':
    }
  }

  #take(update: Uint8Array, bytesMost: number, isAnswer: boolean): void {
    const taken = this.#deps.room.take(update, bytesMost, this);
    if (taken.ok) {
      if (isAnswer) this.#isAsking = false;
    } else if (taken.error === 'ahead') this.#catchUp(isAnswer);
    else if (taken.error === 'slow-down') this.close(closeCodes.slowDown, 'document is long');
    else this.#refuse(taken.error);
  }

  /** The client refers to what the server lacks: asks for the rest, but not for ever. */
  #catchUp(isAnswer: boolean): void {
    if (this.#asks < asksMost) {
      this.#asks += 1;
      this.#isAsking = true;
      this.#send(stepOne(this.#deps.room.clocks));
    } else if (!isAnswer && this.#isAsking && this.#ahead < aheadWhileAsked) {
      this.#ahead += 1;
    } else this.#refuse('ahead');
  }

  #refuse(code: TakeFault): void {
    this.#deps.log.warn({ userId: this.#userId, code }, 'update refused');
    this.#send(encodeFrame({ type: 'error', code }));
    this.close(code === 'wrong-clock' ? this.#deps.wrongClock : closeCodes.badUpdate, code);
  }

  /** Answers and catches up, one read at a time, as long as the client keeps reading. */
  #pump(): void {
    if (this.#isPumping || !this.#isOpen || this.#isCongested || !this.#isBehind) return;
    this.#isPumping = true;
    this.#deps
      .read()
      .then((stored) => {
        this.#answer(stored);
      })
      .catch((error: unknown) => {
        this.#deps.log.error({ userId: this.#userId, err: error }, 'marks document not read');
        this.close(closeCodes.slowDown, 'unavailable');
      })
      .finally(() => {
        this.#isPumping = false;
        this.#pump();
      });
  }

  get #isBehind(): boolean {
    const isMissing = this.#sentSeq !== null && this.#sentSeq < this.#deps.room.seq;
    return this.#askedFor !== null || isMissing;
  }

  #answer(stored: StoredMarks): void {
    if (stored.generation !== this.#deps.room.generation) {
      this.failed('other-generation');
      return;
    }
    const sentSeq = this.#sentSeq ?? 0;
    if (this.#askedFor) {
      const update = updateFor(stored, this.#askedFor);
      this.#askedFor = null;
      this.#sentSeq = Math.max(sentSeq, stored.seq);
      this.#sendMarks(stepTwo(update));
      // A client whose acknowledgement was lost with its last socket learns of it here.
      this.acknowledge(stored.clocks);
    } else if (sentSeq < stored.seq) {
      this.#sentSeq = stored.seq;
      this.#sendMarks(updateMessage(updateSince(stored, sentSeq)));
    }
  }
}
