/**
 * This is a device that writes marks without a rest, each as soon as the one before is promised.
 */
import * as Y from 'yjs';
import { joinRaw } from '../protocol/support/raw-client.ts';
import type { TestPerson, TestServer } from './server.ts';

export interface MarksWriter {
  /** The session's client id. */
  readonly client: number;
  /** Returns the clock of its own client below which everything is promised. */
  readonly promised: () => number;
  /** Resolves with the close code. */
  readonly closed: Promise<number>;
  stop(): Promise<void>;
}

const valueBytes = 200;

export async function writeMarks(server: TestServer, who: TestPerson): Promise<MarksWriter> {
  const client = await joinRaw(`ws://127.0.0.1:${server.port}/api/sync`, who.cookie);
  const doc = new Y.Doc();
  let promised = 0;
  doc.on('update', (update: Uint8Array) => {
    client.sendUpdate(update);
  });
  const write = () =>
    doc.getMap('marks').set('x/y', crypto.getRandomValues(new Uint8Array(valueBytes)));
  const listen = async () => {
    for (;;) {
      const frame = await client.next('durable').catch(() => null);
      if (!frame) return;
      promised = frame.clocks.get(doc.clientID) ?? promised;
      write();
    }
  };
  const ended = listen();
  write();
  return {
    client: doc.clientID,
    promised: () => promised,
    closed: client.closed,
    async stop() {
      await client.close();
      await ended;
    },
  };
}
