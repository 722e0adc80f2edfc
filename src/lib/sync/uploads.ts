/**
 * Uploads over tus, one after the other in the order of choosing. A cut line is waited out and the rest is
 * sent from where the server stands; what the server cannot take is told, with the reason, and the others
 * go on. An upload is done when the server says that the version is there, and not when the last byte has
 * left. Loaded with the first file that somebody adds; it knows of files by the id of their version.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import * as tus from 'tus-js-client';
import type { Upload, Uploads, UploadFault } from '#lib/ports/session.ts';
import { createLoop, type LoopResult } from '#shared/base/loop.ts';
import { textOf } from '#shared/base/fields.ts';
import { uuid7 } from '#shared/base/ids.ts';
import { createValue, type Observable } from '#shared/base/observable.ts';
import { second, type Clock } from '#shared/base/time.ts';
import { routes } from '#shared/protocol/routes.ts';

export interface UploadsDependencies {
  readonly clock: Clock;
  readonly random: () => number;
  readonly report: (error: unknown) => void;
  readonly fetch: typeof fetch;
  /** The way to the server may be open again. */
  readonly onHint: (hint: () => void) => () => void;
}

interface Job {
  readonly upload: Upload;
  readonly file: File;
  readonly note: string;
  /** Of all its bytes, once they were read. */
  readonly sha256?: string;
}

const backoff = { baseMs: second, capMs: 20 * second } as const;
const checkEveryMs = second / 4;
/** Others are drawn between two pieces. */
const pieceBytes = 2 * 1_024 * 1_024;
/** A line that moves nothing for so long is cut, and taken up again. */
const silenceMs = 30 * second;

const isLeaving = ({ state }: Upload): boolean => state === 'waiting' || state === 'sending';

/** What it is no use to send again. */
class Refused extends Error {
  readonly why: UploadFault;

  constructor(why: UploadFault) {
    super(why);
    this.why = why;
  }
}

export function createUploads(dependencies: UploadsDependencies): Uploads & { dispose(): void } {
  const { clock, random, report } = dependencies;
  const jobs = createValue<readonly Job[]>([]);
  let running: { readonly id: string; readonly stop: () => void } | null = null;

  const change = (id: string, to: Partial<Upload>, more: Partial<Job> = {}) =>
    jobs.set(
      jobs
        .get()
        .map((job) =>
          job.upload.id === id ? { ...job, ...more, upload: { ...job.upload, ...to } } : job,
        ),
    );
  const drop = (id: string) => jobs.set(jobs.get().filter(({ upload }) => upload.id !== id));

  const send = async (job: Job): Promise<void> => {
    const { id } = job.upload;
    const hash = job.sha256 ?? (await hashOf(job.file));
    change(id, { state: 'sending' }, { sha256: hash });
    await sendBytes(job, hash, {
      onSent: (sent) => change(id, { sent }),
      onStart: (stop) => (running = { id, stop }),
    });
    change(id, { state: 'checking', sent: job.file.size });
    await untilThere(id, dependencies.fetch);
    drop(id);
  };

  const loop = createLoop({
    backoff,
    random,
    report,
    async work(): Promise<LoopResult> {
      for (;;) {
        const job = jobs.get().find(({ upload }) => upload.state === 'waiting');
        if (!job) return 'done';
        const { id } = job.upload;
        try {
          await send(job);
        } catch (error) {
          if (error instanceof Refused) change(id, { state: 'failed', why: error.why });
          else if (jobs.get().some(({ upload }) => upload.id === id)) {
            change(id, { state: 'waiting' });
            return { retry: 0 };
          }
        } finally {
          running = null;
        }
      }
    },
  });
  const stopHints = dependencies.onHint(() => loop.poke());
  // What has not left goes with the page, so the browser asks before it lets the page go.
  const askToStay = (event: BeforeUnloadEvent) => {
    if (jobs.get().some(({ upload }) => isLeaving(upload))) event.preventDefault();
  };
  addEventListener('beforeunload', askToStay);

  return {
    ofTrack: (trackId): Observable<readonly Upload[]> => ({
      subscribe: (next) =>
        jobs.subscribe((all) =>
          next(all.map(({ upload }) => upload).filter((upload) => upload.trackId === trackId)),
        ),
    }),
    add(trackId, file, { fileId = uuid7(clock.now()), note = '' } = {}) {
      const id = uuid7(clock.now());
      const { name, size } = file;
      const upload: Upload = {
        id,
        fileId,
        trackId,
        name,
        size,
        sent: 0,
        state: 'waiting',
        why: null,
      };
      jobs.set([...jobs.get(), { upload, file, note }]);
      loop.poke();
    },
    retry(id) {
      change(id, { state: 'waiting', why: null });
      loop.poke();
    },
    cancel(id) {
      if (running?.id === id) running.stop();
      drop(id);
    },
    dispose() {
      stopHints();
      removeEventListener('beforeunload', askToStay);
      running?.stop();
      void loop.dispose();
    },
  };
}

async function hashOf(file: File): Promise<string> {
  const hash = sha256.create();
  for (let from = 0; from < file.size; from += pieceBytes) {
    const piece = await file
      .slice(from, from + pieceBytes)
      .arrayBuffer()
      // It was moved, or changed, since it was chosen.
      .catch(() => {
        throw new Refused('unreadable');
      });
    hash.update(new Uint8Array(piece));
  }
  return bytesToHex(hash.digest());
}

interface Watching {
  readonly onSent: (bytes: number) => void;
  readonly onStart: (stop: () => void) => void;
}

/** From where the server stands to the last byte. */
function sendBytes(
  { upload: { id, trackId, fileId }, file, note }: Job,
  hash: string,
  { onSent, onStart }: Watching,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let silence: ReturnType<typeof setTimeout>;
    const stop = (error: Error) => {
      clearTimeout(silence);
      void upload.abort();
      reject(error);
    };
    const isAlive = () => {
      clearTimeout(silence);
      silence = setTimeout(() => stop(new Error('The line is silent.')), silenceMs);
    };
    const upload = new tus.Upload(file, {
      endpoint: routes.uploads,
      uploadUrl: `${routes.uploads}/${id}`,
      metadata: { trackId, fileId, versionId: id, name: file.name, note, sha256: hash },
      // The loop around this tries again, and it knows where the upload is: its id is the version's.
      retryDelays: null,
      storeFingerprintForResuming: false,
      removeFingerprintOnSuccess: true,
      onAfterResponse(request, response) {
        isAlive();
        const status = response.getStatus();
        const isGone = status === 404 || status === 410;
        // Taken for "not there", a moment of 502 would begin the whole upload anew.
        if (request.getMethod() === 'HEAD' && status >= 400 && !isGone) {
          throw new Error(`The server says ${status}.`);
        }
      },
      onProgress(sent) {
        isAlive();
        onSent(sent);
      },
      onSuccess() {
        clearTimeout(silence);
        resolve();
      },
      onError(error) {
        clearTimeout(silence);
        reject(whyOf(error));
      },
    });
    onStart(() => stop(new Error('It was cancelled.')));
    isAlive();
    upload.start();
  });
}

function whyOf(error: Error): Error {
  const response = error instanceof tus.DetailedError ? error.originalResponse : null;
  switch (response?.getStatus()) {
    case 404:
      return new Refused('not-found');
    case 413:
      return new Refused('too-large');
    case 409:
    case 507:
      return codeIn(response.getBody()) === 'limit-reached' ? new Refused('limit-reached') : error;
    default:
      return error;
  }
}

function codeIn(body: string): string {
  try {
    return textOf(JSON.parse(body), 'code');
  } catch {
    return '';
  }
}

/** Until the version is there for everybody. */
async function untilThere(id: string, ask: typeof fetch): Promise<void> {
  for (;;) {
    const response = await ask(`${routes.uploads}/${id}`, {
      signal: AbortSignal.timeout(silenceMs),
    });
    if (!response.ok) throw new Error(`The server says ${response.status}.`);
    const answer: unknown = await response.json();
    const state = textOf(answer, 'state');
    if (state === 'done') return;
    if (state === 'failed') throw new Refused(faultOf(textOf(answer, 'reason')));
    await new Promise((resolve) => setTimeout(resolve, checkEveryMs));
  }
}

const faultOf = (reason: string): UploadFault =>
  reason === 'other-bytes' || reason === 'not-found' || reason === 'limit-reached'
    ? reason
    : 'not-found';
