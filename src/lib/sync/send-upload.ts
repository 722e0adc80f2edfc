/**
 * One file on its way to the server, by tus: from where the server stands to the last byte, and on until
 * the version is there for everybody. It is known by the id of its version, so nothing else is remembered
 * of it, and no other file is taken for it.
 */
import * as tus from 'tus-js-client';
import type { UploadFault } from '#lib/ports/uploads.ts';
import { textOf, fieldOf } from '#shared/base/fields.ts';
import { pause } from './pause.ts';
import { second } from '#shared/base/time.ts';
import { routes } from '#shared/protocol/routes.ts';
import { answeredBy, isOfServer } from '#shared/protocol/answered-by.ts';
import { UploadRefused, UploadWaits } from './upload-faults.ts';
import { watchSilence } from './watch-silence.ts';

export interface SentFile {
  readonly bytes: Blob;
  /** What it is and what it becomes, as it travels. */
  readonly fields: Readonly<
    Record<'trackId' | 'fileId' | 'versionId' | 'name' | 'note', string>
  > & {
    readonly sha256: string;
  };
}

/** All of it throws UploadRefused or UploadWaits, and anything once the signal is given. */
export interface UploadSender {
  /** @param onSent told how many bytes the server has, from its first sign on */
  send(file: SentFile, signal: AbortSignal, onSent: (bytes: number) => void): Promise<void>;
  /** Resolves when the version is there. */
  whenThere(id: string, signal: AbortSignal): Promise<void>;
  /** Gives up what has come of it. Never throws: what is forgotten there goes by itself. */
  forget(id: string): Promise<void>;
}

export interface UploadSenderDependencies {
  readonly userId: string;
  readonly fetch: typeof fetch;
}

/** An answer that does not come in this time does not come. */
const answerMs = 30 * second;
/** A proxy may take no more than a megabyte at once, as some do where nobody has told them otherwise. */
const piecesBytes = { first: 64 * 1_024 * 1_024, least: 64 * 1_024 } as const;
const checkMs = { first: second / 20, most: second } as const;

export function createUploadSender({ userId, fetch: ask }: UploadSenderDependencies): UploadSender {
  // Another account in this browser must send nothing of this one.
  const account = `?account=${encodeURIComponent(userId)}`;
  const endpoint = `${routes.uploads}${account}`;
  const urlOf = (id: string) => `${routes.uploads}/${id}${account}`;
  const stateOf = async (id: string, signal: AbortSignal): Promise<unknown> => {
    const bounded = AbortSignal.any([signal, AbortSignal.timeout(answerMs)]);
    const response = await ask(urlOf(id), { signal: bounded }).catch(() => {
      signal.throwIfAborted();
      throw new UploadWaits('offline');
    });
    // Something on the way says that all is well, or that nothing is there.
    if (!isOfServer(response.headers)) throw new UploadWaits('unavailable');
    if (!response.ok) throw faultIn(response.status, await response.text().catch(() => ''));
    return response.json().catch(() => {
      throw new UploadWaits('unavailable');
    });
  };
  /** What goes at once, in bytes; without a bound until something on the way takes no more. */
  let pieceBytes = Infinity;

  return {
    async send(file, signal, onSent) {
      const { versionId: id } = file.fields;
      const received = async (until: AbortSignal) =>
        Number(fieldOf(await stateOf(id, until), 'received') ?? 0);
      const sending = { endpoint, uploadUrl: urlOf(id), received, signal, onSent };
      for (;;) {
        try {
          return await sendBytes(file, { ...sending, pieceBytes });
        } catch (error) {
          if (!(error instanceof PieceTooLarge)) throw error;
          const least = Math.min(pieceBytes, file.bytes.size) <= piecesBytes.least;
          if (least) throw new UploadWaits('unavailable');
          pieceBytes = Math.max(piecesBytes.least, Math.min(pieceBytes / 4, piecesBytes.first));
        }
      }
    },

    async whenThere(id, signal) {
      for (let waitMs: number = checkMs.first; ; waitMs = Math.min(2 * waitMs, checkMs.most)) {
        const answer = await stateOf(id, signal);
        const state = textOf(answer, 'state');
        if (state === 'done') return;
        if (state === 'failed') throw new UploadRefused(refusalIn(textOf(answer, 'reason')));
        // It went while we looked, and begins anew.
        if (state === 'receiving') throw new UploadWaits('unavailable');
        await pause(waitMs, signal);
        if (signal.aborted) throw stopped();
      }
    },

    async forget(id) {
      const signal = AbortSignal.timeout(answerMs);
      await ask(urlOf(id), { method: 'DELETE', signal }).catch(() => undefined);
    },
  };
}

interface Sending {
  readonly endpoint: string;
  readonly uploadUrl: string;
  readonly received: (until: AbortSignal) => Promise<number>;
  readonly signal: AbortSignal;
  readonly onSent: (bytes: number) => void;
  readonly pieceBytes: number;
}

/** Something on the way does not take so much at once. */
class PieceTooLarge extends Error {}

function sendBytes({ bytes, fields }: SentFile, sending: Sending): Promise<void> {
  const { endpoint, uploadUrl, received, signal, onSent, pieceBytes } = sending;
  return new Promise((resolve, reject) => {
    let isBegun = false;
    const silence = watchSilence({
      received,
      onReceived: onSent,
      onSilent: () => end(new UploadWaits('offline')),
    });
    const settle = (then: () => void) => {
      silence.end();
      signal.removeEventListener('abort', stop);
      then();
    };
    const end = (error: Error) => {
      void upload.abort();
      settle(() => reject(error));
    };
    const stop = () => end(stopped());
    const upload = new tus.Upload(bytes, {
      endpoint,
      uploadUrl,
      metadata: fields,
      chunkSize: pieceBytes,
      // Who asked for this tries again, from where the server stands.
      retryDelays: null,
      storeFingerprintForResuming: false,
      onAfterResponse(request, response) {
        silence.moved();
        const status = response.getStatus();
        if (response.getHeader(answeredBy.header) !== answeredBy.server) {
          throw status === 413 ? new PieceTooLarge() : new UploadWaits('unavailable');
        }
        const isUnknown = status === 404 || status === 410;
        // Taken for "not there", a moment of 502 would begin the whole upload anew.
        if (request.getMethod() === 'HEAD' && status >= 400 && !isUnknown) {
          throw faultIn(status, '');
        }
      },
      onProgress(sent) {
        silence.moved();
        // At first it is from where it goes on.
        if (!isBegun) onSent(sent);
        isBegun = true;
      },
      onSuccess: () => settle(resolve),
      onError: (error) => settle(() => reject(faultOf(error))),
    });
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
    else upload.start();
  });
}

/** What the library throws: with an answer of the server, around a fault of ours, or about the line. */
function faultOf(error: Error): Error {
  if (!(error instanceof tus.DetailedError)) return error;
  const { originalResponse: response, causingError } = error;
  const isOurs = [UploadWaits, UploadRefused, PieceTooLarge].some(
    (kind) => causingError instanceof kind,
  );
  if (isOurs && causingError) return causingError;
  if (!response) return new UploadWaits('offline');
  return faultIn(response.getStatus(), response.getBody());
}

function faultIn(status: number, body: string): UploadRefused | UploadWaits {
  const code = codeIn(body);
  if (status === 401 || code === 'wrong-account') return new UploadWaits('signed-out');
  // Anything on the way may say 404 while the server is away; it says what it means.
  if (code === 'not-found') return new UploadRefused('not-found');
  if (status === 413) return new UploadRefused('too-large');
  if (code === 'limit-reached') return new UploadRefused('limit-reached');
  return new UploadWaits('unavailable');
}

function codeIn(body: string): string {
  try {
    return textOf(JSON.parse(body), 'code');
  } catch {
    return '';
  }
}

const refusalIn = (reason: string): UploadFault =>
  reason === 'other-bytes' || reason === 'limit-reached' ? reason : 'not-found';

/** Whoever stops it knows why. */
const stopped = (): Error => new Error('It was stopped.');
