/**
 * The marks without a socket: what the socket says all the time, said in one request. For networks that
 * let no socket through, and for the service worker.
 */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { err, ok, type Result } from '#shared/base/result.ts';
import type { MarksDisk } from '#lib/storage/marks-disk.ts';
import { isTooMuch, type Api, type ApiFault } from './api.ts';
import { openMarksSession, type MarksSession } from './marks-session.ts';
import { patienceFor, type Meter } from './pace.ts';
import { firstPart } from './update-part.ts';

export interface MarksExchangeDependencies {
  readonly api: Pick<Api, 'marks'>;
  readonly session: MarksSession;
  /** What the server's numbering is called now; null before the first answer. */
  readonly epoch: () => Promise<string | null>;
  /** Of what leaves this device. */
  readonly up: Meter;
  /**
   * Aborts when the socket carries the document. What is answered to an exchange that was under way is
   * older than what the socket has said, and counts for nothing.
   */
  readonly signal?: AbortSignal;
  /** Told what time it is by the server. @returns false where nothing more is to be said */
  readonly hears?: (serverTime: number) => boolean;
}

/** What comes in by an exchange comes with this origin. */
export const exchangeOrigin = 'exchange';

/** Answers whether something said here is not on the server's disk yet. Never rejects. */
export type MarksExchange = () => Promise<Result<boolean, ApiFault>>;

export function createMarksExchange({
  api,
  session,
  epoch,
  up,
  signal,
  hears,
}: MarksExchangeDependencies): MarksExchange {
  const { doc } = session;
  /** What the server has, as far as it said; its first answer tells. */
  let known: Uint8Array | null = null;

  return async () => {
    const numbering = await epoch();
    const lacking = known === null ? new Uint8Array() : lackingOf(doc, known, up.pace().bytesMost);
    const body = encode(Y.encodeStateVector(doc), lacking);
    const patienceMs = patienceFor(up.pace(), body.length);
    const answer = await up.carry(
      () => api.marks(body, session.generation(), { patienceMs, ...(signal && { signal }) }),
      () => body.length,
      isTooMuch,
    );
    if (signal?.aborted) return ok(false);
    if (!answer.ok) return answer;
    const { generation, update, durable, time } = decode(answer.value);
    if (time && hears && !hears(time)) return ok(false);
    if (numbering !== null) session.greeted(numbering, generation);
    Y.applyUpdate(doc, update, exchangeOrigin);
    if (!session.isWhole()) return err({ kind: 'other-generation' });
    session.synced();
    known = durable;
    session.stored(Y.decodeStateVector(durable));
    return ok(isAhead(doc, durable));
  };
}

export interface BriefExchangeDependencies extends Omit<MarksExchangeDependencies, 'session'> {
  readonly disk: MarksDisk;
  readonly report: (error: unknown) => void;
}

/** The first tells what the server lacks, the second brings it; one more for an act in between. */
const exchangesMost = 3;

/**
 * A whole session for as long as it takes to say what is to be said, and to hear what others said.
 * @returns the fault that ended it; null where all that was said here is on the server's disk
 */
export async function exchangeMarks(
  dependencies: BriefExchangeDependencies,
): Promise<ApiFault | null> {
  const fault = await exchangeInOneSession(dependencies);
  return fault?.kind === 'other-generation' ? await exchangeInOneSession(dependencies) : fault;
}

async function exchangeInOneSession(
  dependencies: BriefExchangeDependencies,
): Promise<ApiFault | null> {
  const { disk, report } = dependencies;
  const session = await openMarksSession(disk, report, { isBrief: true });
  const fault = await exchangeUntilStored(createMarksExchange({ ...dependencies, session }));
  await (fault?.kind === 'other-generation' ? session.drop() : session.dispose());
  return fault;
}

async function exchangeUntilStored(exchange: MarksExchange): Promise<ApiFault | null> {
  for (let exchanges = 0; exchanges < exchangesMost; exchanges += 1) {
    const answer = await exchange();
    if (!answer.ok) return answer.error;
    if (!answer.value) return null;
  }
  return { kind: 'server', retryAfterMs: null };
}

/** Whether this document holds anything the server has not stored. */
function isAhead(doc: Y.Doc, durable: Uint8Array): boolean {
  const stored = Y.decodeStateVector(durable);
  const own = Y.decodeStateVector(Y.encodeStateVector(doc));
  return [...own].some(([client, clock]) => (stored.get(client) ?? 0) < clock);
}

const lackingOf = (doc: Y.Doc, known: Uint8Array, bytesMost: number): Uint8Array =>
  firstPart(Y.encodeStateAsUpdate(doc, known), Y.decodeStateVector(known), bytesMost);

const encode = (vector: Uint8Array, update: Uint8Array): Uint8Array<ArrayBuffer> =>
  encoding.encode((encoder) => {
    encoding.writeVarUint8Array(encoder, vector);
    encoding.writeVarUint8Array(encoder, update);
  });

function decode(bytes: Uint8Array) {
  const decoder = decoding.createDecoder(bytes);
  const generation = decoding.readVarString(decoder);
  // Where the document stands; here everything is asked for anyway.
  decoding.readVarUint(decoder);
  const update = decoding.readVarUint8Array(decoder);
  const durable = decoding.readVarUint8Array(decoder);
  // Missing from servers of before.
  const time = decoding.hasContent(decoder) && decoding.readVarUint(decoder);
  return { generation, update, durable, time };
}
