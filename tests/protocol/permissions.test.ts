/** This file tests the table of permissions.ts, cell by cell, against a real server. */
import { createECDH, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as encoding from 'lib0/encoding';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { uuid7 } from '#shared/base/ids.ts';
import { hour } from '#shared/base/time.ts';
import { frameTypes } from '#shared/protocol/codec.ts';
import { closeCodes } from '#shared/workspace/refusals.ts';
import type { ChangesAnswer, CommandAnswer } from '#shared/protocol/messages.ts';
import { commandSchema, type Command, type CommandName } from '#shared/workspace/commands.ts';
import { createApi, type ApiDependencies } from '../../sync-server/transport/http/api.ts';
import {
  createTestServer,
  signUpPerson,
  type TestPerson,
  type TestServer,
} from '../support/server.ts';
import {
  commandTable,
  frameTable,
  routeTable,
  signedIn,
  visibleTable,
  type Somebody,
} from './permissions.ts';
import { connectRaw, openRaw } from './support/raw-client.ts';

let server: TestServer;
let people: Readonly<Record<Somebody, TestPerson>>;
const devices = new Map<string, { readonly id: string; n: number }>();

beforeAll(async () => {
  server = await createTestServer();
  await server.start();
  const made: Partial<Record<Somebody, TestPerson>> = {};
  for (const name of signedIn) made[name] = await signUpPerson(server.url, `The ${name}`);
  people = made as Record<Somebody, TestPerson>;
  await server.admin(['support', 'add', people.support.email]);
});
afterAll(() => server.dispose());

const request = (path: string, who: TestPerson | null, init: RequestInit = {}) =>
  fetch(`${server.url}${path}`, {
    ...init,
    headers: { ...(who && { cookie: who.cookie }), ...init.headers },
  });

async function send(who: Somebody, ...commands: readonly Command[]): Promise<string[]> {
  const device = devices.get(who) ?? { id: uuid7(Date.now()), n: 0 };
  devices.set(who, device);
  const sent = commands.map(({ name, args }) => {
    device.n += 1;
    const at = Date.now();
    return { id: uuid7(at), device: device.id, n: device.n, name, args, at };
  });
  const response = await request('/api/commands', people[who], {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ commands: sent }),
  });
  expect(response.status).toBe(200);
  const { outcomes } = (await response.json()) as CommandAnswer;
  return outcomes.map(({ status, code }) => code ?? status);
}

/** Nobody may ask the same person too often in a day: each track here has a day of its own. */
function letADayPass(): void {
  const sqlite = new DatabaseSync(join(server.dataDir, 'feed.db'), { timeout: 5_000 });
  sqlite.exec('update invite set created_at = 1');
  sqlite.close();
}

/** A track with everybody around it as they are called. */
async function makeTrack() {
  letADayPass();
  const id = () => uuid7(Date.now());
  const [trackId, commentId, reminderId, ticketId] = [id(), id(), id(), id()];
  const [fileId, versionId] = [id(), id()];
  const invites = { invited: id(), collaborator: id(), author: id(), removed: id() };
  const inviteOf = (who: keyof typeof invites): Command => ({
    name: 'invite.send.v1',
    args: { inviteId: invites[who], trackId, email: people[who].email },
  });
  const outcomes = await send(
    'owner',
    { name: 'track.create.v1', args: { trackId, title: 'Midnight Drive' } },
    ...(['collaborator', 'author', 'removed', 'invited'] as const).map(inviteOf),
  );
  for (const who of ['collaborator', 'author', 'removed'] as const) {
    const accept: Command = { name: 'invite.accept.v1', args: { inviteId: invites[who] } };
    outcomes.push(...(await send(who, accept)));
  }
  const comment: Command = { name: 'comment.add.v1', args: { commentId, trackId, text: 'Hi.' } };
  const reminder = { reminderId, trackId, at: Date.now() + hour };
  const ticket = { ticketId, subject: 'Upload', text: 'It stops.' };
  outcomes.push(
    ...(await send(
      'author',
      comment,
      { name: 'reminder.set.v1', args: reminder },
      { name: 'ticket.open.v1', args: ticket },
    )),
  );
  const { userId } = people.removed;
  outcomes.push(...(await send('owner', { name: 'member.remove.v1', args: { trackId, userId } })));
  expect(new Set(outcomes)).toEqual(new Set(['done']));
  addFile(trackId, fileId, versionId);
  return { trackId, commentId, fileId, versionId, reminderId, ticketId, inviteId: invites.invited };
}

/** No command makes a file: this one lies there as if the author had brought it. */
function addFile(trackId: string, fileId: string, versionId: string): void {
  const sqlite = new DatabaseSync(join(server.dataDir, 'feed.db'), { timeout: 5_000 });
  const { userId } = people.author;
  sqlite
    .prepare('insert into file (id, track_id, name, created_at) values (?, ?, ?, 1)')
    .run(fileId, trackId, 'Bounce.wav');
  sqlite
    .prepare(
      `insert into file_version (id, file_id, number, size, sha256, added_by_id, added_by_name, added_at, note)
       values (?, ?, 1, 1, ?, ?, 'Author', 1, '')`,
    )
    .run(versionId, fileId, 'ab'.repeat(32), userId);
  sqlite.close();
}

type Place = Awaited<ReturnType<typeof makeTrack>>;

/** A command of each name, well formed, about the track. */
const commandsOn = ({
  trackId,
  commentId,
  fileId,
  versionId,
  inviteId,
  reminderId,
  ticketId,
}: Place): Record<CommandName, Command> => ({
  'track.create.v1': {
    name: 'track.create.v1',
    args: { trackId: uuid7(Date.now()), title: 'Low Tide' },
  },
  'track.rename.v1': { name: 'track.rename.v1', args: { trackId, title: 'Low Tide' } },
  'track.setStage.v1': { name: 'track.setStage.v1', args: { trackId, stage: 'mixing' } },
  'track.setDue.v1': {
    name: 'track.setDue.v1',
    args: { trackId, dueOn: '2026-12-01', timeZone: 'UTC' },
  },
  'track.setNotes.v1': { name: 'track.setNotes.v1', args: { trackId, notes: 'x' } },
  'track.delete.v1': { name: 'track.delete.v1', args: { trackId } },
  'invite.send.v1': {
    name: 'invite.send.v1',
    args: { inviteId: uuid7(Date.now()), trackId, email: 'dora@studio.example' },
  },
  'invite.link.v1': {
    name: 'invite.link.v1',
    args: { inviteId: uuid7(Date.now()), trackId, secretHash: 'ab'.repeat(32) },
  },
  'invite.accept.v1': { name: 'invite.accept.v1', args: { inviteId } },
  'invite.decline.v1': { name: 'invite.decline.v1', args: { inviteId } },
  'invite.revoke.v1': { name: 'invite.revoke.v1', args: { inviteId } },
  'member.remove.v1': {
    name: 'member.remove.v1',
    args: { trackId, userId: people.collaborator.userId },
  },
  'member.leave.v1': { name: 'member.leave.v1', args: { trackId } },
  'comment.add.v1': {
    name: 'comment.add.v1',
    args: {
      commentId: uuid7(Date.now()),
      trackId,
      text: 'Hello.',
      moment: { fileId, versionId, from: 83_000, to: null },
      replyTo: commentId,
    },
  },
  'comment.resolve.v1': { name: 'comment.resolve.v1', args: { commentId } },
  'comment.reopen.v1': { name: 'comment.reopen.v1', args: { commentId } },
  'comment.edit.v1': { name: 'comment.edit.v1', args: { commentId, text: 'Hello.' } },
  'comment.edit.v2': {
    name: 'comment.edit.v2',
    args: { commentId, text: 'Hello.', mentions: [people.collaborator.userId] },
  },
  'comment.delete.v1': { name: 'comment.delete.v1', args: { commentId } },
  'file.rename.v1': { name: 'file.rename.v1', args: { fileId, name: 'Mix.wav' } },
  'file.remove.v1': { name: 'file.remove.v1', args: { fileId } },
  'file.removeVersion.v1': { name: 'file.removeVersion.v1', args: { fileId, versionId } },
  'reminder.set.v1': {
    name: 'reminder.set.v1',
    args: { reminderId: uuid7(Date.now()), trackId, at: Date.now() + hour },
  },
  'reminder.cancel.v1': { name: 'reminder.cancel.v1', args: { reminderId } },
  'reminder.done.v1': { name: 'reminder.done.v1', args: { reminderId } },
  'reminder.snooze.v1': {
    name: 'reminder.snooze.v1',
    args: { reminderId, laterId: uuid7(Date.now()), at: Date.now() + hour },
  },
  'ticket.open.v1': {
    name: 'ticket.open.v1',
    args: { ticketId: uuid7(Date.now()), subject: 'Upload', text: 'It stops.' },
  },
  'ticket.reply.v1': { name: 'ticket.reply.v1', args: { ticketId, text: 'Still.' } },
  'ticket.answer.v1': { name: 'ticket.answer.v1', args: { ticketId, answer: 'resolved' } },
  'ticket.feedback.v1': { name: 'ticket.feedback.v1', args: { ticketId, text: 'Try again.' } },
  'announcement.publish.v1': {
    name: 'announcement.publish.v1',
    args: {
      announcementId: uuid7(Date.now()),
      title: 'Maintenance',
      text: 'Tonight.',
      priority: 'low',
      to: [people.owner.email],
    },
  },
  'preferences.set.v1': { name: 'preferences.set.v1', args: { push: { hidePreviews: true } } },
  'person.block.v1': { name: 'person.block.v1', args: { userId: 'nobody', name: 'Nobody' } },
  'person.unblock.v1': { name: 'person.unblock.v1', args: { userId: 'nobody' } },
});

describe('CM5 the table is whole', () => {
  it('has a row for every command', () => {
    const names = commandSchema.options.map((option) => option.entries.name.literal);
    expect(Object.keys(commandTable).sort()).toEqual(names.toSorted());
  });

  it('has a row for every route', () => {
    // Registering routes asks nothing of what they work with, but to hear of sessions that end.
    const accounts = { onSignedOut: () => () => undefined };
    const { routes } = createApi({ accounts } as unknown as ApiDependencies);
    const registered = routes
      .filter(({ path, method }) => !(path === '/api/*' && method === 'ALL'))
      .map(({ method, path }) => `${method} ${path}`);
    const rows = Object.keys(routeTable).filter((key) => key !== 'ALL /api/*');
    expect([...new Set(registered)].sort()).toEqual(rows.sort());
  });

  it('has a row for every frame', () => {
    expect(Object.keys(frameTable).sort()).toEqual(Object.keys(frameTypes).sort());
  });
});

describe.each(Object.entries(commandTable))('CM5 %s', (name, row) => {
  it.each(Object.entries(row))('from %s: %s', async (who, verdict) => {
    const place = await makeTrack();
    const command = Object.entries(commandsOn(place)).find(([key]) => key === name)?.[1];
    const actor = signedIn.find((somebody) => somebody === who);
    if (!command || !actor) throw new Error('the table names what there is');
    expect(await send(actor, command)).toEqual([verdict]);
    await send('owner', { name: 'track.delete.v1', args: { trackId: place.trackId } });
    // Nobody may have too many of them open.
    const { ticketId, reminderId } = place;
    await send(
      'author',
      { name: 'ticket.answer.v1', args: { ticketId, answer: 'not-needed' } },
      { name: 'reminder.cancel.v1', args: { reminderId } },
    );
  });
});

describe('CM5 CL1 what each sees of a track', () => {
  it.each(Object.entries(visibleTable))('%s: %s', async (who, visible) => {
    const { trackId } = await makeTrack();
    const person = Object.entries(people).find(([name]) => name === who)?.[1];
    if (!person) throw new Error('the table names who there is');
    const kinds = new Set<string>();
    for (let after = 0, more = true; more;) {
      const response = await request(`/api/changes?after=${after}&limit=500`, person);
      const page = (await response.json()) as ChangesAnswer;
      for (const change of page.changes) {
        if (change.op !== 'upsert' || change.kind === 'notification') continue;
        const { body } = change;
        // Reminders are personal, whatever track they are on.
        if (change.kind === 'reminder') continue;
        if (('trackId' in body ? body.trackId : body.id) === trackId) kinds.add(change.kind);
      }
      ({ to: after, more } = page);
    }
    const expected = {
      all: ['comment', 'invite', 'member', 'track'],
      invite: ['invite'],
      nothing: [],
    };
    expect([...kinds].sort()).toEqual(expected[visible]);
  });
});

const posted = (body: object, method = 'POST'): RequestInit => ({
  method,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
const fromPage = (body: object, headers: object = {}): RequestInit => ({
  ...posted(body),
  headers: { 'content-type': 'application/json', origin: server.url, ...headers },
});
/** Nothing is pushed while this file runs: the table takes it back before anybody is told. */
const subscription = {
  endpoint: 'https://fcm.googleapis.com/fcm/send/table',
  keys: {
    p256dh: createECDH('prime256v1').generateKeys('base64url'),
    auth: randomBytes(16).toString('base64url'),
  },
};

/** A request that is well formed, for each route. */
const requests: Readonly<Record<string, readonly [path: string, init?: () => RequestInit]>> = {
  'GET /api/health': ['/api/health'],
  'GET /api/openapi.json': ['/api/openapi.json'],
  'GET /api/demo': ['/api/demo'],
  'GET /api/through': ['/api/through', () => ({ redirect: 'manual' })],
  'GET /api/auth/get-session': ['/api/auth/get-session'],
  'POST /api/auth/sign-up/email': [
    '/api/auth/sign-up/email',
    () => fromPage({ name: 'X', email: people.owner.email, password: 'correct horse battery' }),
  ],
  'POST /api/auth/sign-in/email': [
    '/api/auth/sign-in/email',
    () => fromPage({ email: people.owner.email, password: 'correct horse battery' }),
  ],
  // Of nobody: the others are still needed.
  'POST /api/auth/sign-out': ['/api/auth/sign-out', () => fromPage({}, { cookie: '' })],
  'POST /api/auth/change-password': [
    '/api/auth/change-password',
    () => fromPage({ currentPassword: 'a guess', newPassword: 'correct horse battery' }),
  ],
  'POST /api/commands': [
    '/api/commands',
    () => {
      const command = commandsOn({
        trackId: uuid7(1),
        commentId: uuid7(1),
        fileId: uuid7(1),
        versionId: uuid7(1),
        inviteId: uuid7(1),
        reminderId: uuid7(1),
        ticketId: uuid7(1),
      });
      const { name, args } = command['track.create.v1'];
      const sent = { id: uuid7(Date.now()), device: uuid7(Date.now()), n: 1, name, args, at: 1 };
      return {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ commands: [sent] }),
      };
    },
  ],
  'GET /api/changes': ['/api/changes?after=0'],
  'POST /api/marks': ['/api/marks', () => ({ method: 'POST', body: new Uint8Array([1, 0, 0]) })],
  'GET /api/push/key': ['/api/push/key'],
  'POST /api/push/subscriptions': [
    '/api/push/subscriptions',
    () => posted({ device: uuid7(1), subscription }),
  ],
  'DELETE /api/push/subscriptions': [
    '/api/push/subscriptions',
    () => posted({ endpoint: subscription.endpoint }, 'DELETE'),
  ],
  'POST /api/push/test': ['/api/push/test', () => posted({ device: uuid7(Date.now()) })],
  'GET /api/sessions': ['/api/sessions'],
  'POST /api/sessions/end': ['/api/sessions/end', () => posted({ others: true })],
  'POST /api/account/name': ['/api/account/name', () => posted({ name: 'Somebody' })],
  'POST /api/account/delete': ['/api/account/delete', () => posted({ password: 'a guess' })],
  'POST /api/account/reset': [
    '/api/account/reset',
    () => posted({ token: 'none', password: 'correct horse battery' }),
  ],
  'ALL /api/*': ['/api/nothing'],
  'ALL /api': ['/api'],
};

describe.each(Object.entries(routeTable))('CM5 %s', (route, { nobody, own, other }) => {
  const ask = async (who: TestPerson | null, account?: string) => {
    const [path, init] = requests[route] ?? [];
    if (path === undefined) throw new Error(`${route} has a row and no request`);
    const named =
      account === undefined ? path : `${path}${path.includes('?') ? '&' : '?'}account=${account}`;
    return (await request(named, who, init?.())).status;
  };

  it(`from nobody: ${nobody}`, async () => {
    expect(await ask(null)).toBe(nobody);
  });
  it.each(signedIn)(`from the %s: ${own}`, async (who) => {
    expect(await ask(people[who])).toBe(own);
  });
  if (other === null) return;
  it.each(signedIn)(`from the %s for somebody else: ${other}`, async (who) => {
    const another = who === 'owner' ? people.author : people.owner;
    expect(await ask(people[who], another.userId)).toBe(other);
  });
});

describe('SY5 the socket', () => {
  const url = () => `${server.url.replace('http', 'ws')}/api/sync`;

  it('nobody is told to sign in', async () => {
    expect(await openRaw(url()).closed).toBe(closeCodes.signIn);
  });

  it.each(signedIn)('the %s gets nobody else’s document', async (who) => {
    const another = who === 'owner' ? people.author : people.owner;
    const { cookie } = people[who];
    expect(await openRaw(`${url()}?account=${another.userId}`, { cookie }).closed).toBe(
      closeCodes.notYours,
    );
    // A name in the path is no way in either: the document is the session's.
    const named = await connectRaw(`${url()}/${another.userId}`, cookie);
    const doc = new Y.Doc();
    doc.getMap('elsewhere').set('x', 1);
    named.sendUpdate(Y.encodeStateAsUpdate(doc));
    expect(await named.closed).toBe(closeCodes.badUpdate);
  });

  it.each(Object.entries(frameTable).filter(([, does]) => does === 'ignored'))(
    'a frame of type %s from a client is %s',
    async (name) => {
      const client = await connectRaw(url(), people.owner.cookie);
      const type = Object.entries(frameTypes).find(([key]) => key === name)?.[1] ?? -1;
      client.send(
        encoding.encode((encoder) => {
          encoding.writeVarUint(encoder, type);
          encoding.writeVarUint8Array(encoder, new Uint8Array([1, 2, 3]));
        }),
      );
      // The next question is answered: nothing happened, and the socket is still open.
      client.sendStep1(new Uint8Array([0]));
      await client.next('step2');
      expect(client.ws.readyState).toBe(WebSocket.OPEN);
      await client.close();
    },
  );
});
