/**
 * The ports say what the marks socket asks of the rest of the server, and what the server gets of
 * it. They are types only: the composition root hands over adapters, tests hand over their own.
 */
import type { IncomingMessage, Server } from 'node:http';
import type { Result } from '#shared/base/result.ts';
import type { Clock } from '#shared/base/time.ts';
import type { Heads } from '#shared/protocol/codec.ts';
import type { FaultLog } from '../base/logging.ts';
import type { MarksStore } from '../storage/marks-store.ts';
import type { BodyRoom } from '../limits/body-room.ts';
import type { ConnectionLimit } from '../limits/connection-limit.ts';

/** A session is somebody signed in, as the socket needs to know them. */
export interface SocketSession {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly sessionId: string;
}

export interface MarksRoomsDeps {
  readonly store: MarksStore;
  /** Bounds what devices may say of when, and says how long ago a document began anew. */
  readonly clock: Clock;
  readonly log: FaultLog;
  /** The origin a browser must come from. A client without one is no browser, and is let in. */
  readonly origin: string;
  /** Finds the address of a connection, for limits. */
  addressOf(request: IncomingMessage): string;
  readonly connections: ConnectionLimit;
  /** Holds what has come of messages that have not ended. */
  readonly bodies: BodyRoom;
  /** Reads the session from the headers, given only `cookie`; null where nobody is signed in. */
  sessionOf(headers: Headers): Promise<SocketSession | null>;
  /** @returns how to end the subscription */
  onSignedOut(listener: (sessionId: string, userId: string) => void): () => void;
  /** Idempotent; called for who has no heads yet. */
  ensureUser(session: SocketSession): Promise<void>;
  heads(userIds: readonly string[]): Promise<ReadonlyMap<string, Omit<Heads, 'documentSeq'>>>;
  readonly news: { subscribe(userId: string, listener: () => void): () => void };
}

/** Why a body of POST /api/marks was not taken; each is a code of problem documents as well. */
export type PostMarksFault =
  | 'bad-request'
  | 'other-generation'
  | 'wrong-clock'
  | 'too-large'
  | 'too-many-requests'
  | 'unavailable';

export interface MarksRooms {
  /** Serves every upgrade on this server; one to another path than the socket's is answered 404. */
  attach(server: Server): void;
  /**
   * Does the same over HTTP, where there is no socket. The account was checked by the caller.
   * @param generation as the client knows it; null takes any document there is
   * @param body framed as SPEC.md says (SY section) @returns the framed answer
   */
  postMarks(
    userId: string,
    request: { readonly generation: string | null; readonly body: Uint8Array },
  ): Promise<Result<Uint8Array, PostMarksFault>>;
  /** The sessions of this person that hold a socket right now. */
  connectedSessions(userId: string): ReadonlySet<string>;
  /** Stores what came in, acknowledges it, closes every socket with 1012. */
  close(): Promise<void>;
}
