/** Somebody is removed from a track by its owner, on the real server with its real workspace. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { uuid7 } from '#shared/base/ids.ts';
import { routes, soundRoute } from '#shared/protocol/routes.ts';
import { waveformPath } from '#shared/protocol/waveform.ts';
import { wavOf } from '../support/audio-samples.ts';
import {
  createTestServer,
  sendCommands,
  signUpPerson,
  type TestPerson,
  type TestServer,
} from '../support/server.ts';
import { answerTo, bytesOf, fileOf, tusClient, type TusClient } from './support/tus-client.ts';

let server: TestServer;
let ana: TestPerson;
let ben: TestPerson;
const trackId = uuid7(Date.now());

beforeAll(async () => {
  server = await createTestServer();
  await server.start({ DISK_RESERVE_MB: '0' });
  [ana, ben] = [
    await signUpPerson(server.url, 'Ana Reyes'),
    await signUpPerson(server.url, 'Ben Okafor'),
  ];
  await sendCommands(server.url, ana, ['track.create.v1', { trackId, title: 'Midnight Drive' }]);
});
afterAll(() => server.dispose());

async function join(): Promise<void> {
  const inviteId = uuid7(Date.now());
  const invite = { inviteId, trackId, email: ben.email };
  await sendCommands(server.url, ana, ['invite.send.v1', invite]);
  await sendCommands(server.url, ben, ['invite.accept.v1', { inviteId }]);
}
const removeBen = () =>
  sendCommands(server.url, ana, ['member.remove.v1', { trackId, userId: ben.userId }]);

async function arrive(client: TusClient, bytes: Uint8Array, said = {}) {
  const file = fileOf(trackId, bytes, said);
  await client.create(file);
  await client.patch(file.versionId, 0, bytes);
  const state = async () => (await client.state(file.versionId)).said?.state;
  await expect.poll(state, { interval: 5 }).toBe('done');
  return file;
}

/** What each address of a version says to somebody, a range of it too. */
const statuses = ({ cookie }: TestPerson, versionId: string): Promise<number[]> =>
  Promise.all(
    [
      { path: `${routes.files}/${versionId}`, range: '' },
      { path: `${routes.files}/${versionId}`, range: 'bytes=10-20' },
      { path: soundRoute(versionId), range: 'bytes=0-99' },
      { path: waveformPath(versionId), range: '' },
    ].map(async ({ path, range }) => {
      const answer = await fetch(`${server.url}${path}`, { headers: { cookie, range } });
      await answer.arrayBuffer();
      return answer.status;
    }),
  );

it('FI6 FI10 FI21 who was removed finds nothing of a file at any of its addresses within two seconds', async () => {
  await join();
  const mix = await arrive(tusClient(server.url, ana), wavOf({ frames: 44_100 }));
  expect(await statuses(ben, mix.versionId)).toEqual([200, 206, 206, 200]);
  const begun = performance.now();
  await removeBen();
  expect(await statuses(ben, mix.versionId)).toEqual([404, 404, 404, 404]);
  expect(performance.now() - begun).toBeLessThan(2_000);
  expect(await statuses(ana, mix.versionId)).toEqual([200, 206, 206, 200]);
});

it('FI6 a version of somebody who is removed amid it stays away until they are back, and holds up no other', async () => {
  await join();
  const [hers, his] = [tusClient(server.url, ana), tusClient(server.url, ben)];
  const mix = await arrive(hers, wavOf({ frames: 500 }), { name: 'Mix.wav' });
  const bytes = bytesOf(50_000);
  const late = fileOf(trackId, bytes, { fileId: mix.fileId });
  await his.create(late);
  const sent = await his.begin(late.versionId, 0, bytes.length);
  const ending = answerTo(sent);
  sent.write(bytes.subarray(0, 30_000));
  await removeBen();
  const next = await arrive(hers, wavOf({ frames: 900 }), { fileId: mix.fileId });
  expect((await ending).status).toBe(404);
  expect((await his.patch(late.versionId, 30_000, bytes.subarray(30_000))).status).toBe(404);
  expect((await his.create(late)).status).toBe(404);
  await join();
  // Back on the track, it goes on where it was cut.
  const from = await his.offset(late.versionId);
  expect(from).toBeLessThanOrEqual(30_000);
  await his.patch(late.versionId, from, bytes.subarray(from));
  const state = async () => (await his.state(late.versionId)).said?.state;
  await expect.poll(state, { interval: 5 }).toBe('done');
  const log = await fetch(`${server.url}${routes.changes}?after=0&limit=500`, {
    headers: { cookie: ana.cookie },
  });
  const text = await log.text();
  expect(text).toContain(`"id":"${next.versionId}"`);
  expect(text).toContain(`"id":"${late.versionId}"`);
});
