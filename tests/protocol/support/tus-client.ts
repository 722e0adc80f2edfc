/**
 * A client of tus that does one step at a time, on a connection of its own each, so that a test can cut,
 * slow and repeat exactly what it means.
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import { uuid7 } from '#shared/base/ids.ts';
import type { UploadAnswer } from '#shared/protocol/files.ts';
import type { TestPerson } from '../../support/server.ts';

export interface SentFile {
  readonly trackId: string;
  readonly fileId: string;
  readonly versionId: string;
  readonly name: string;
  readonly note: string;
  readonly sha256: string;
  readonly size: number;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Bytes that differ from place to place, so that no mix-up looks right. */
export function bytesOf(size: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(size);
  let state = seed;
  for (let index = 0; index < size; index += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[index] = state >>> 24;
  }
  return bytes;
}

export const fileOf = (
  trackId: string,
  bytes: Uint8Array,
  said: Partial<SentFile> = {},
): SentFile => ({
  trackId,
  fileId: uuid7(Date.now()),
  versionId: uuid7(Date.now()),
  name: 'Kick.wav',
  note: '',
  sha256: sha256Of(bytes),
  size: bytes.length,
  ...said,
});

const metadataOf = ({ size: _, ...fields }: SentFile): string =>
  Object.entries(fields)
    .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
    .join(',');

const bytesType = 'application/offset+octet-stream';

export interface TusClient {
  create(file: SentFile, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  /** All at once. */
  patch(id: string, offset: number, bytes: Uint8Array): Promise<Answer>;
  /** To be written to, ended or cut by the test; it says beforehand how much is to come. */
  begin(id: string, offset: number, length: number | null): Promise<ClientRequest>;
  head(id: string): Promise<Answer>;
  cancel(id: string): Promise<Answer>;
  state(id: string): Promise<Answer & { readonly said: UploadAnswer | null }>;
  /** Where it goes on; throws where there is no such upload. */
  offset(id: string): Promise<number>;
  get(id: string, headers?: Readonly<Record<string, string>>, method?: string): ClientRequest;
}

export async function answerTo(sent: ClientRequest): Promise<Answer> {
  const [response]: IncomingMessage[] = await once(sent, 'response');
  if (!response) throw new Error('no answer');
  const pieces: Buffer[] = [];
  for await (const piece of response) pieces.push(piece);
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    body: Buffer.concat(pieces).toString('latin1'),
  };
}

export function tusClient(
  url: string,
  { cookie }: Pick<TestPerson, 'cookie'>,
  origin = url,
): TusClient {
  const open = (method: string, path: string, headers: Readonly<Record<string, string>>) => {
    const sent = request(`${url}${path}`, {
      method,
      agent: false,
      headers: { cookie, origin, ...headers },
    });
    // A cut is what a test waits for, not a fault.
    sent.on('error', () => undefined);
    return sent;
  };
  const ask = (method: string, path: string, headers: Readonly<Record<string, string>> = {}) =>
    answerTo(open(method, path, headers).end());
  const tus = { 'tus-resumable': '1.0.0' };
  const one = (id: string) => `/api/uploads/${id}`;
  const begin: TusClient['begin'] = async (id, offset, length) => {
    const sent = open('PATCH', one(id), {
      ...tus,
      'content-type': bytesType,
      'upload-offset': String(offset),
      ...(length !== null && { 'content-length': String(length) }),
    });
    sent.flushHeaders();
    const [socket] = await once(sent, 'socket');
    if (socket.connecting) await once(socket, 'connect');
    return sent;
  };
  return {
    create: (file, headers = {}) =>
      ask('POST', '/api/uploads', {
        ...tus,
        'upload-length': String(file.size),
        'upload-metadata': metadataOf(file),
        ...headers,
      }),
    async patch(id, offset, bytes) {
      const sent = await begin(id, offset, bytes.length);
      const answer = answerTo(sent);
      sent.end(bytes);
      return answer;
    },
    begin,
    head: (id) => ask('HEAD', one(id), tus),
    cancel: (id) => ask('DELETE', one(id), tus),
    async state(id) {
      const answer = await ask('GET', one(id));
      return { ...answer, said: answer.status === 200 ? JSON.parse(answer.body) : null };
    },
    async offset(id) {
      const { status, headers } = await ask('HEAD', one(id), tus);
      if (status !== 200) throw new Error(`HEAD answered ${status}`);
      return Number(headers['upload-offset']);
    },
    get: (id, headers = {}, method = 'GET') => open(method, `/api/files/${id}`, headers).end(),
  };
}
