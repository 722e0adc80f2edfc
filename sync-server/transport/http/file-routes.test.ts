/** A listener who takes nothing, on a real connection; five minutes are made short. */
import { once } from 'node:events';
import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { afterEach, expect, it } from 'vitest';
import { uuid7 } from '#shared/base/ids.ts';
import type { Session } from '../../accounts/answers.ts';
import type { FileStore } from '../../files/store.ts';
import { addFileRoutes } from './file-routes.ts';

const ana: Session = {
  sessionId: 's',
  userId: 'ana',
  name: 'Ana Reyes',
  email: 'ana@studio.example',
  expiresAt: 0,
};
const size = 2 ** 40;
const endless = () =>
  new Readable({
    read() {
      this.push(Buffer.alloc(64 * 1_024));
    },
  });
const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

async function listenTo(stream: Readable, takenWithinMs: number) {
  const app = new Hono<{ Bindings: HttpBindings }>();
  const faults: unknown[] = [];
  const store: Pick<FileStore, 'open'> = { open: () => Promise.resolve(stream) };
  addFileRoutes(app, {
    files: {
      store,
      rules: { holding: () => Promise.resolve({ sha256: 'a'.repeat(64), size, name: 'Mix.wav' }) },
      soundFacts: { of: () => Promise.resolve(null) },
    },
    accounts: { sessionOf: () => Promise.resolve(ana) },
    enter(context, next) {
      context.set('session', ana);
      return next();
    },
    stopping: new AbortController().signal,
    onFault: (error) => faults.push(error),
    takenWithinMs,
  });
  const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  const server = createServer((request, response) => void listener(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port }: AddressInfo = Object(server.address());
  const request = get({ port, host: '127.0.0.1', path: `/api/files/${uuid7(0)}`, agent: false });
  stops.push(() => {
    request.destroy();
    server.close();
  });
  request.on('error', () => undefined);
  const [response]: IncomingMessage[] = await once(request, 'response');
  response?.on('error', () => undefined);
  return { response, faults };
}

it('FI10 cuts whoever takes nothing for too long, and lets go of the file', async () => {
  const stream = endless();
  const closed = new Promise((resolve) => stream.once('close', resolve));
  const { response, faults } = await listenTo(stream, 50);
  await closed;
  expect(response?.statusCode).toBe(200);
  expect(faults).toEqual([]);
});
