/** NT16 NT17 NT18: what one account can do to another by the interface alone, within a few seconds. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { uuid7 } from '#shared/base/ids.ts';
import type { ChangesAnswer, CommandAnswer } from '#shared/protocol/messages.ts';
import type { Command } from '#shared/workspace/commands.ts';
import { pendingInvitesPerPair, tellingsPerMinute } from '#shared/workspace/limits.ts';
import {
  createTestServer,
  signUpPerson,
  type TestPerson,
  type TestServer,
} from '../support/server.ts';

let server: TestServer;
let vera: TestPerson;
let mal: TestPerson;
let ben: TestPerson;
const devices = new Map<TestPerson, { readonly id: string; n: number }>();
const id = () => uuid7(Date.now());

beforeAll(async () => {
  server = await createTestServer();
  await server.start();
  vera = await signUpPerson(server.url, 'Vera');
  mal = await signUpPerson(server.url, 'Mal');
  ben = await signUpPerson(server.url, 'Ben');
});
afterAll(() => server.dispose());

async function send(who: TestPerson, commands: readonly Command[]): Promise<string[]> {
  const device = devices.get(who) ?? { id: id(), n: 0 };
  devices.set(who, device);
  const sent = commands.map(({ name, args }) => {
    device.n += 1;
    return { id: id(), device: device.id, n: device.n, name, args, at: Date.now() };
  });
  const response = await fetch(`${server.url}/api/commands`, {
    method: 'POST',
    headers: { cookie: who.cookie, 'content-type': 'application/json' },
    body: JSON.stringify({ commands: sent }),
  });
  expect(response.status).toBe(200);
  const { outcomes } = (await response.json()) as CommandAnswer;
  return outcomes.map(({ code, status }) => code ?? status);
}

async function changes(who: TestPerson, after: number): Promise<ChangesAnswer> {
  const path = `/api/changes?after=${after}&limit=500`;
  const headers = { cookie: who.cookie, 'sec-fetch-site': 'same-origin' };
  const response = await fetch(`${server.url}${path}`, { headers });
  expect(response.status).toBe(200);
  return (await response.json()) as ChangesAnswer;
}

/** Everything of theirs as it is now. */
async function everything(who: TestPerson): Promise<ChangesAnswer['changes']> {
  const all: ChangesAnswer['changes'][number][] = [];
  for (let after = 0; ;) {
    const page = await changes(who, after);
    all.push(...page.changes);
    if (!page.more) return all;
    after = page.to;
  }
}
const rowsOf = async (who: TestPerson) =>
  (await everything(who)).flatMap((change) =>
    change.op === 'upsert' && change.kind === 'notification' ? [change.body] : [],
  );

const track = (trackId: string): Command => ({
  name: 'track.create.v1',
  args: { trackId, title: 'Midnight Drive' },
});
const invite = (inviteId: string, trackId: string, { email }: TestPerson): Command => ({
  name: 'invite.send.v1',
  args: { inviteId, trackId, email },
});
async function share(owner: TestPerson, other: TestPerson): Promise<string> {
  const [trackId, inviteId] = [id(), id()];
  await send(owner, [track(trackId), invite(inviteId, trackId, other)]);
  expect(await send(other, [{ name: 'invite.accept.v1', args: { inviteId } }])).toEqual(['done']);
  return trackId;
}

it('NT16 a hundred invites by one account close an address to nobody', async () => {
  const tracks = Array.from({ length: 100 }, () => id());
  await send(mal, tracks.map(track));
  const outcomes = await send(
    mal,
    tracks.map((trackId) => invite(id(), trackId, vera)),
  );
  expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(pendingInvitesPerPair);
  const trackId = id();
  expect(await send(ben, [track(trackId), invite(id(), trackId, vera)])).toEqual(['done', 'done']);
});

it('NT17 three hundred mentions within seconds ask thirty times, and all are there', async () => {
  const trackId = await share(ben, mal);
  const before = await changes(ben, 0);
  const mention = (): Command => ({
    name: 'comment.add.v1',
    args: { commentId: id(), trackId, text: '@Ben!', mentions: [ben.userId] },
  });
  for (let batch = 0; batch < 3; batch += 1) {
    const outcomes = await send(mal, Array.from({ length: 100 }, mention));
    expect(new Set(outcomes)).toEqual(new Set(['done']));
  }
  const after = await changes(ben, 0);
  const asked = after.ordinalHead - before.ordinalHead;
  // A slow machine may take more than one minute for them.
  expect(asked).toBeLessThanOrEqual(2 * tellingsPerMinute);
  const told = (await rowsOf(ben)).filter(({ kind }) => kind.startsWith('comment.'));
  const counted = told.map(({ data }) => ('count' in data ? data.count : undefined) ?? 1);
  expect(counted.reduce((sum, each) => sum + each, 0)).toBe(300);
});

it('NT18 whoever blocks somebody hears nothing more of them, and they see nothing of it', async () => {
  const trackId = await share(vera, mal);
  const { userId } = mal;
  expect(await send(vera, [{ name: 'person.block.v1', args: { userId, name: 'Mal' } }])).toEqual([
    'done',
  ]);
  const known = (await rowsOf(vera)).map((row) => row.id);
  const [other, inviteId, commentId] = [id(), id(), id()];
  expect(
    await send(mal, [
      track(other),
      {
        name: 'comment.add.v1',
        args: { commentId, trackId, text: '@Vera!', mentions: [vera.userId] },
      },
    ]),
  ).toEqual(['done', 'done']);
  const isTheirs = ({ actor }: { readonly actor: { readonly id: string } | null }) =>
    actor?.id === userId;
  const fresh = (await rowsOf(vera)).filter((row) => !known.includes(row.id));
  expect(fresh.filter(isTheirs)).toEqual([]);
  const comments = (await everything(vera)).filter(({ kind }) => kind === 'comment');
  expect(comments.map((change) => change.id)).toContain(commentId);
  // All that waited of his is gone from her; to him it waits, as one more does.
  const invitesOf = async (who: TestPerson) =>
    (await everything(who)).flatMap((change) =>
      change.op === 'upsert' && change.kind === 'invite' ? [change.body] : [],
    );
  const waits = ({ inviterId, state }: { readonly inviterId: string; readonly state: string }) =>
    inviterId === userId && state === 'pending';
  expect((await invitesOf(vera)).filter(waits)).toEqual([]);
  const his = (await invitesOf(mal)).filter(waits);
  expect(his).toHaveLength(pendingInvitesPerPair);
  expect(new Set(his.map(({ inviteeId }) => inviteeId))).toEqual(new Set([null]));
  expect(await send(mal, [invite(inviteId, other, vera)])).toEqual(['limit-reached']);

  expect(await send(vera, [{ name: 'person.unblock.v1', args: { userId } }])).toEqual(['done']);
  expect((await invitesOf(vera)).filter(waits)).toHaveLength(pendingInvitesPerPair);
});
