/**
 * The library that speaks tus, behind requests and answers of our own: it gets what was checked and
 * nothing else of what was sent, and what it answers is a problem document where it is one.
 */
import { Server } from '@tus/server';
import { routes } from '#shared/protocol/routes.ts';
import type { ProblemCode } from '#shared/workspace/refusals.ts';
import type { Files } from '../../files/create-files.ts';
import { PartStore } from '../../files/part-store.ts';
import type { Announced } from '../../files/ports.ts';
import { createUploadLocks } from '../../files/upload-locks.ts';
import { isFull } from '../../storage/durable-files.ts';
import { problem } from './problems.ts';

export interface TusQuestion {
  readonly method: 'POST' | 'HEAD' | 'PATCH' | 'DELETE';
  readonly id: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: ReadableStream<Uint8Array>;
}

export interface Tus {
  create(arrival: Announced): Promise<Response>;
  ask(question: TusQuestion): Promise<Response>;
}

export interface TusDependencies {
  readonly files: Files;
  readonly origin: string;
  readonly now: () => number;
  readonly onFault: (error: unknown, path: string) => void;
}

const tusVersion = { 'tus-resumable': '1.0.0' } as const;
export const tusHeaders = { ...tusVersion, 'cache-control': 'no-store' } as const;

/** Whoever holds an upload and is asked to end needs so long to write what has come. */
const drainMs = 100;

/** The disk is no fault of the upload, which goes on from what fitted. */
const noRoom = { status_code: 503, body: '' } as const;

const codes: Readonly<Record<number, ProblemCode>> = {
  404: 'not-found',
  409: 'conflict',
  410: 'not-found',
  413: 'too-large',
  500: 'internal',
  503: 'unavailable',
};

export function createTus({ files, origin, now, onFault }: TusDependencies): Tus {
  const announced = new Map<string, Announced>();
  const server = new Server({
    path: routes.uploads,
    datastore: new PartStore(files.records, announced, now),
    locker: createUploadLocks(),
    lockDrainTimeout: drainMs,
    relativeLocation: true,
    namingFunction: ({ headers }) => headers.get('x-upload-id') ?? '',
    disableTerminationForFinishedUploads: true,
    // It may be called again, and what it throws is no news to anybody: it wakes, and that is all.
    onUploadFinish(_, { id }) {
      files.arrivals.poke(id);
      return Promise.resolve({});
    },
    onResponseError(_, error) {
      if (isFull(error)) return noRoom;
      if (error instanceof Error && !('status_code' in error)) onFault(error, routes.uploads);
      return undefined;
    },
  });

  const ask = async ({ method, id, headers, body }: TusQuestion): Promise<Response> => {
    const path = method === 'POST' ? routes.uploads : `${routes.uploads}/${id}`;
    const request = new Request(`${origin}${path}`, {
      method,
      headers: { ...headers, ...tusVersion },
      ...(body && { body, duplex: 'half' }),
    });
    return plain(await server.handleWeb(request));
  };

  return {
    ask,
    async create(arrival) {
      const id = arrival.versionId;
      announced.set(id, arrival);
      try {
        const headers = { 'x-upload-id': id, 'upload-length': String(arrival.size) };
        return await ask({ method: 'POST', id, headers });
      } finally {
        announced.delete(id);
      }
    },
  };
}

/** Nothing of the library's own words, nor of what it says to pages of others. */
function plain({ status, headers: said }: Response): Response {
  const answer =
    status < 400 ? new Response(null, { status }) : problem(codes[status] ?? 'bad-request');
  const names = ['location', 'upload-offset', 'upload-length', 'connection'];
  for (const [name, value] of Object.entries(tusHeaders)) answer.headers.set(name, value);
  for (const name of names) {
    const value = said.get(name);
    if (value !== null) answer.headers.set(name, value);
  }
  return answer;
}
