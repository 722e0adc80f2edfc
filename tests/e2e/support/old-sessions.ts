/**
 * This says at once what a year of opening the app leaves in a document, so that it begins anew.
 */
import * as Y from 'yjs';
import { writeExcess } from '#shared/marks/doc.ts';
import { emptyMarks } from '#shared/marks/marks.ts';
import { joinRaw, connectRaw } from '../../protocol/support/raw-client.ts';
import type { TestServer } from '../../support/server.ts';
import { expect, type Device } from './fixture.ts';

/** Together above what one update of a tail may be, and far above what a vector may. */
const sessions = 1_500;

const wearingUpdate = (): Uint8Array =>
  Y.mergeUpdates(
    Array.from({ length: sessions }, (_, session) => {
      const doc = new Y.Doc();
      // About the first notification, and long before anything else was said of it.
      writeExcess(doc, 'an-old-browser', { ...emptyMarks, read: [[1, 1, 4 * session + 4]] });
      return Y.encodeStateAsUpdate(doc);
    }),
  );

/** Resolves once this device's document is of another generation. */
export async function renewDocumentOf(device: Device, server: TestServer): Promise<void> {
  const cookies = await device.context.cookies();
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  const url = `ws://127.0.0.1:${server.port}/api/sync`;
  const generation = async () => {
    const client = await connectRaw(url, cookie);
    const [hello] = client.received;
    await client.close();
    return hello?.type === 'hello' ? hello.generation : null;
  };
  const before = await generation();
  const client = await joinRaw(url, cookie);
  client.sendUpdate(wearingUpdate());
  await client.next('durable');
  expect(await client.closed).toBe(4409);
  expect(await generation()).not.toBe(before);
}
