/**
 * The marks without a socket: what the socket says all the time, said in one request now and then. For
 * networks that let no socket through.
 */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { second } from '#shared/base/time.ts';
import { resultOf, type Api, type ApiFault } from './api.ts';
import { createLoop } from './loop.ts';
import type { MarksSession } from './marks-session.ts';

export interface MarksPollDependencies {
  readonly api: Pick<Api, 'marks'>;
  readonly session: MarksSession;
  /** What the server's numbering is called now; null before the first answer. */
  readonly epoch: () => Promise<string | null>;
  readonly random: () => number;
  readonly report: (error: unknown) => void;
  /** Told after each request whether the server was reached. */
  readonly onReached: (isReached: boolean) => void;
  readonly onFault: (fault: ApiFault) => void;
  readonly onOtherGeneration: () => void;
}

export interface MarksPoll {
  hint(): void;
  dispose(): Promise<void>;
}

/** What others said comes so late at most. */
const everyMs = 5 * second;
const backoff = { baseMs: second, capMs: 30 * second } as const;
const origin = 'poll';

export function createMarksPoll(dependencies: MarksPollDependencies): MarksPoll {
  const { api, session, epoch, random, report, onReached, onFault } = dependencies;
  const { doc } = session;
  /** What the server has, as far as it said; its first answer tells. */
  let known: Uint8Array | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const ask = async () => {
    clearTimeout(timer);
    const numbering = await epoch();
    const lacking = known === null ? new Uint8Array() : Y.encodeStateAsUpdate(doc, known);
    const answer = await api.marks(encode(Y.encodeStateVector(doc), lacking), session.generation());
    onReached(answer.ok);
    if (!answer.ok) {
      if (answer.error.kind === 'other-generation') dependencies.onOtherGeneration();
      onFault(answer.error);
      return resultOf(answer.error);
    }
    const { generation, update, durable } = decode(answer.value);
    if (numbering !== null) session.greeted(numbering, generation);
    Y.applyUpdate(doc, update, origin);
    session.synced();
    known = durable;
    session.stored(Y.decodeStateVector(durable));
    if (isAhead(doc, durable)) loop.poke();
    else timer = setTimeout(() => loop.poke(), everyMs);
    return 'done' as const;
  };
  const loop = createLoop({ work: ask, backoff, random, report });

  const onUpdate = (_update: Uint8Array, from: unknown) => {
    if (from !== origin) loop.poke();
  };
  doc.on('update', onUpdate);
  loop.poke();
  return {
    hint: () => loop.poke(),
    async dispose() {
      doc.off('update', onUpdate);
      await loop.dispose();
      clearTimeout(timer);
    },
  };
}

/** Whether this document holds anything the server has not stored. */
function isAhead(doc: Y.Doc, durable: Uint8Array): boolean {
  const stored = Y.decodeStateVector(durable);
  const own = Y.decodeStateVector(Y.encodeStateVector(doc));
  return [...own].some(([client, clock]) => (stored.get(client) ?? 0) < clock);
}

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
  return { generation, update, durable: decoding.readVarUint8Array(decoder) };
}
