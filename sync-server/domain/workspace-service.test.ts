import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { day, minute } from '#shared/base/time.ts';
import {
  changeFoldMs,
  changesPageBytes,
  changesPerPageMost,
  inviteLifetimeMs,
  mentionRows,
  newestNotifications,
  outcomeLifetimeMs,
} from '#shared/workspace/limits.ts';
import type { ChangesAnswer } from '#shared/protocol/messages.ts';
import type { Command } from '#shared/workspace/commands.ts';
import { isOnPostgres } from '../../tests/support/postgres.ts';
import { ChangeLogDevice } from '../../tests/support/change-log-device.ts';
import { sayMark } from '../../tests/support/say-marks.ts';
import {
  openTestWorkspace,
  start,
  type Device,
  type TestWorkspace,
} from '../../tests/support/workspace.ts';

let world: TestWorkspace;
let ana: Device;
let ben: Device;
let trackId: string;

beforeEach(async () => {
  world = await openTestWorkspace();
  ana = await world.signUp('Ana');
  ben = await world.signUp('Ben');
  trackId = world.id();
  await ana.send({ name: 'track.create.v1', args: { trackId, title: 'Midnight Drive' } });
});
afterEach(() => world.close());

const changesOf = (device: Device, after = 0, limit = 200, epoch?: string) =>
  world.service.changes(device.actor.userId, after, limit, epoch);
const shape = ({ changes }: ChangesAnswer) => changes.map(({ kind, op }) => `${kind} ${op}`);

async function invite(by: Device, email: string): Promise<string> {
  const inviteId = world.id();
  await by.send({ name: 'invite.send.v1', args: { inviteId, trackId, email } });
  return inviteId;
}
const accept = (inviteId: string): Command => ({ name: 'invite.accept.v1', args: { inviteId } });
const comment = (text: string, commentId = world.id()): Command => ({
  name: 'comment.add.v1',
  args: { commentId, trackId, text },
});
/** A row of its own for whom it names. */
const mention = (text: string, { actor }: Device): Command => ({
  name: 'comment.add.v1',
  args: { commentId: world.id(), trackId, text, mentions: [actor.userId] },
});
const remove = (device: Device): Command => ({
  name: 'member.remove.v1',
  args: { trackId, userId: device.actor.userId },
});
const stage = (to: 'mixing' | 'mastering'): Command => ({
  name: 'track.setStage.v1',
  args: { trackId, stage: to },
});

async function pullAll(device: ChangeLogDevice): Promise<void> {
  for (;;) {
    const page = await world.service.changes(device.userId, device.cursor, 3);
    device.apply(page);
    if (!page.more) return;
  }
}

describe('gaining and losing a track', () => {
  it('CL5 gives the whole track to who accepts, and tells each of what the other did', async () => {
    await ana.send(comment('First.'));
    const inviteId = await invite(ana, ben.actor.email);
    const invited = await changesOf(ben);
    expect(shape(invited)).toEqual(['invite upsert', 'notification upsert']);
    world.heard.length = 0;
    const outcome = await ben.send(accept(inviteId));
    expect(outcome.status).toBe('done');
    expect(world.heard.sort()).toEqual([ana.actor.userId, ben.actor.userId]);
    const joined = await changesOf(ben, invited.to);
    expect(shape(joined)).toEqual([
      'track upsert',
      'member upsert',
      'member upsert',
      'invite upsert',
      'comment upsert',
    ]);
    expect(joined.head).toBe(outcome.seq);
    const told = (await changesOf(ana)).newest?.[0];
    expect(told).toMatchObject({ kind: 'invite.accepted', ordinal: 1, actor: { name: 'Ben' } });
  });

  it('CL6 leaves one row to who is removed, and nothing to read', async () => {
    await world.join(ana, ben, trackId);
    await ana.send(comment('First.'));
    const before = await changesOf(ben);
    await ana.send(remove(ben));
    const after = await changesOf(ben, before.to);
    // The comment's row, which they had not read, and that they were removed.
    const told = ['notification gone', 'notification upsert'];
    expect(shape(after)).toEqual(['track gone', ...told]);
    expect(shape(await changesOf(ben))).toEqual([
      'notification upsert',
      'invite upsert',
      'track gone',
      ...told,
    ]);
    const outcome = await ben.send(comment('Let me in.'));
    expect(outcome).toMatchObject({ status: 'refused', code: 'not-found' });
  });

  it('CL6 a device that missed both the loss and the return forgets what went meanwhile', async () => {
    const chloe = await world.signUp('Chloe');
    await world.join(ana, ben, trackId);
    await world.join(ana, chloe, trackId);
    const [kept, deleted] = [world.id(), world.id()];
    await ana.send(comment('Stays.', kept));
    await ana.send(comment('Goes.', deleted));
    const [late, prompt] = [1, 2].map(() => new ChangeLogDevice(ben.actor.userId));
    if (!late || !prompt) return;
    await pullAll(late);
    expect(late.rows.comment.size).toBe(2);
    await ana.send(remove(ben));
    await ana.send({ name: 'comment.delete.v1', args: { commentId: deleted } });
    await chloe.send({ name: 'member.leave.v1', args: { trackId } });
    await world.join(ana, ben, trackId);
    await pullAll(late);
    await pullAll(prompt);
    expect([...late.rows.comment.keys()]).toEqual([kept]);
    expect(late.rows.member.size).toBe(2);
    expect(late.contents()).toEqual(prompt.contents());
  });

  it('CL7 a deleted track ends what was pending, and the invited see it', async () => {
    const inviteId = await invite(ana, ben.actor.email);
    const device = new ChangeLogDevice(ben.actor.userId);
    await pullAll(device);
    expect(device.rows.invite.get(inviteId)?.body.state).toBe('pending');
    await ana.send({ name: 'track.delete.v1', args: { trackId } });
    await pullAll(device);
    expect(device.rows.invite.get(inviteId)?.body.state).toBe('track-deleted');
    expect(await ben.send(accept(inviteId))).toMatchObject({ code: 'invite-track-deleted' });
    const gone = await changesOf(ana);
    expect(shape(gone)).toEqual(['track gone']);
  });

  it('NT4 excerpts go with the track and with the comment, ordinals stay', async () => {
    await world.join(ana, ben, trackId);
    const commentId = world.id();
    await ana.send(comment('Vocal is too loud.', commentId));
    const said = async () =>
      ((await changesOf(ben)).newest ?? []).flatMap(({ data, ordinal }) =>
        'excerpt' in data ? [[ordinal, data.excerpt]] : [],
      );
    expect(await said()).toEqual([[2, 'Vocal is too loud.']]);
    await sayMark(world, ben.actor.userId, 'read', 2);
    const { to } = await changesOf(ben);
    await ana.send({ name: 'comment.delete.v1', args: { commentId } });
    expect(await said()).toEqual([[2, '']]);
    expect(shape(await changesOf(ben, to))).toEqual(['comment gone', 'notification upsert']);
    await ana.send(mention('Again.', ben));
    await sayMark(world, ben.actor.userId, 'read', 3);
    await ana.send(remove(ben));
    expect(await said()).toEqual([
      [3, ''],
      [2, ''],
    ]);
  });
});

describe('reading the log', () => {
  it('CL4 gives a new device the newest notifications at once', async () => {
    await world.join(ana, ben, trackId);
    for (let index = 0; index < newestNotifications + 5; index += 1) {
      world.clock.pass(changeFoldMs);
      const stage = index % 2 === 0 ? 'mixing' : 'writing';
      await ana.send({ name: 'track.setStage.v1', args: { trackId, stage } });
    }
    const first = await changesOf(ben, 0, 2);
    expect(first.newest).toHaveLength(newestNotifications);
    expect(first.newest?.[0]?.ordinal).toBe(first.ordinalHead);
    expect(first.newest?.map(({ ordinal }) => ordinal)).toEqual(
      Array.from({ length: newestNotifications }, (_, index) => first.ordinalHead - index),
    );
    expect((await changesOf(ben, first.to, 2)).newest).toBeUndefined();
  });

  it('CL9 takes any limit, and ends a page of long texts early', async () => {
    const notes = '音'.repeat(20_000);
    for (let index = 0; index < 60; index += 1) {
      const id = world.id();
      await ana.send({ name: 'track.create.v1', args: { trackId: id, title: `Take ${index}` } });
      await ana.send({ name: 'track.setNotes.v1', args: { trackId: id, notes } });
    }
    const page = await changesOf(ana, 0, 1_000_000);
    expect(page.more).toBe(true);
    const sizeOf = ({ changes }: ChangesAnswer) => Buffer.byteLength(JSON.stringify(changes));
    expect(sizeOf(page)).toBeLessThan(changesPageBytes + 1_000);
    expect(page.to).toBe(page.changes.at(-1)?.seq);
    const device = new ChangeLogDevice(ana.actor.userId);
    await pullAll(device);
    expect(device.rows.track.size).toBe(61);
    for (const limit of [0, -5, 0.5])
      expect((await changesOf(ana, 0, limit)).changes).toHaveLength(1);
    expect(page.changes.length).toBeLessThanOrEqual(changesPerPageMost);
    const small = await world.service.changes(ana.actor.userId, 0, 200, page.epoch, 150_000);
    expect(sizeOf(small)).toBeLessThan(150_000);
    expect(small.changes.length).toBeGreaterThan(1);
    expect(
      (await world.service.changes(ana.actor.userId, 0, 200, page.epoch, 0)).changes,
    ).toHaveLength(1);
  });

  it('CL12 says how many rows lie behind a page, whatever their numbers', async () => {
    await ana.send(comment('First.'));
    await ana.send(comment('Second.'));
    for (const to of ['mixing', 'mastering', 'mixing'] as const) await ana.send(stage(to));
    const all = await changesOf(ana);
    expect(all).not.toHaveProperty('left');
    const page = await changesOf(ana, 0, 2);
    expect(page.left).toBe(all.changes.length - 2);
    expect(page.left).toBeLessThan(page.head - page.to);
    expect(await changesOf(ana, page.to, 1)).toMatchObject({ left: all.changes.length - 3 });
  });

  it('CL8 a cursor beyond the head starts a new epoch, with ordinals never given', async () => {
    await world.join(ana, ben, trackId);
    const before = await changesOf(ben);
    const after = await changesOf(ben, before.head + 1, 200, before.epoch);
    expect(after.epoch).not.toBe(before.epoch);
    expect(after).toMatchObject({ after: before.head + 1, head: before.head, changes: [] });
    expect(after.ordinalHead).toBe(1_024 * ((start - Date.UTC(2025, 0, 1)) / 1_000));
    await ana.send(comment('On we go.'));
    const page = await changesOf(ben);
    expect(page.ordinalHead).toBe(after.ordinalHead + 1);
    expect(page.newest?.[0]?.ordinal).toBe(page.ordinalHead);
  });

  it('CL8 a cursor of an older epoch is answered, and proves nothing', async () => {
    const before = await changesOf(ben);
    const renewed = await changesOf(ben, before.head + 1);
    const late = await changesOf(ben, 1_000, 200, before.epoch);
    expect(late.epoch).toBe(renewed.epoch);
    const [one, two] = await Promise.all([
      changesOf(ben, 999, 200, renewed.epoch),
      changesOf(ben, 999, 200, renewed.epoch),
    ]);
    expect(one.epoch).toBe(two.epoch);
    expect(one.epoch).not.toBe(renewed.epoch);
  });

  it('answers somebody nobody knows yet with an empty log', async () => {
    const page = await world.service.changes('user-new', 0, 200);
    expect(page).toMatchObject({
      after: 0,
      to: 0,
      head: 0,
      ordinalHead: 0,
      changes: [],
      newest: [],
    });
    expect(page.serverTime).toBe(start);
    const heads = await world.service.heads(['user-new', 'user-nobody']);
    expect([...heads]).toEqual([['user-new', { epoch: page.epoch, head: 0, ordinalHead: 0 }]]);
  });
});

describe('sending commands', () => {
  it('CM1 asked again, a command has its outcome and no second effect', async () => {
    await world.join(ana, ben, trackId);
    const sent = ana.wrap(comment('Once.'));
    const first = await world.service.execute(ana.actor, { commands: [sent] });
    const head = (await changesOf(ben)).head;
    world.heard.length = 0;
    const again = await world.service.execute(ana.actor, { commands: [sent, { ...sent, n: 99 }] });
    expect(first.ok && again.ok && again.value.outcomes).toEqual(
      first.ok ? [first.value.outcomes[0], first.value.outcomes[0]] : [],
    );
    expect((await changesOf(ben)).head).toBe(head);
    expect(world.heard).toEqual([]);
  });

  it('CM1 the same id with another body is refused, whoever else used the id', async () => {
    const sent = ana.wrap(stage('mixing'));
    const other = { ...sent, args: { trackId, stage: 'mastering' } };
    const answer = await world.service.execute(ana.actor, { commands: [sent, other] });
    expect(answer.ok && answer.value.outcomes.map(({ code }) => code)).toEqual([
      undefined,
      'reused-id',
    ]);
    const reordered = { ...sent, args: { stage: 'mixing', trackId } };
    const same = await world.service.execute(ana.actor, { commands: [reordered] });
    expect(same.ok && same.value.outcomes[0]?.status).toBe('done');
    const bens = await world.service.execute(ben.actor, { commands: [sent] });
    expect(bens.ok && bens.value.outcomes[0]?.code).toBe('not-found');
  });

  it('CM2 a number that is not above the last does nothing and says the last', async () => {
    const sent = ana.wrap(stage('mixing'), { n: 40 });
    await world.service.execute(ana.actor, { commands: [sent] });
    for (const n of [40, 39, 1]) {
      const late = { ...ana.wrap(stage('mastering')), n, device: sent.device };
      const answer = await world.service.execute(ana.actor, { commands: [late] });
      const error = { code: 'conflict', last: 40, ids: [late.id] };
      expect(answer).toEqual({ ok: false, error });
    }
    const page = await changesOf(ana);
    expect(page.changes.find(({ kind }) => kind === 'track')).toMatchObject({
      body: { stage: 'mixing', version: 2 },
    });
    const next = await world.service.execute(ana.actor, {
      commands: [{ ...ana.wrap(stage('mastering')), n: 41, device: sent.device }],
    });
    expect(next.ok).toBe(true);
  });

  it('CM4 one bad command fails alone, and stays refused', async () => {
    const unknown = { ...ana.wrap(stage('mixing')), name: 'track.explode.v1' };
    const bad = { ...ana.wrap(stage('mixing')), args: { trackId, stage: 'loud' } };
    const deep = {
      ...ana.wrap(stage('mixing')),
      args: JSON.parse('['.repeat(90_000) + ']'.repeat(90_000)),
    };
    const good = ana.wrap(stage('mixing'));
    const commands = [unknown, bad, deep, good];
    const answer = await world.service.execute(ana.actor, { commands });
    expect(answer.ok && answer.value.outcomes.map(({ code, status }) => code ?? status)).toEqual([
      'unknown-command',
      'invalid',
      'invalid',
      'done',
    ]);
    expect(await world.service.execute(ana.actor, { commands })).toEqual(answer);
    expect(JSON.stringify(answer)).not.toContain('loud');
  });

  it('CM5 another’s track, invite and comment answer as if they did not exist', async () => {
    const eve = await world.signUp('Eve');
    const commentId = world.id();
    await ana.send(comment('Private.', commentId));
    const inviteId = await invite(ana, ben.actor.email);
    const real: readonly Command[] = [
      { name: 'track.rename.v1', args: { trackId, title: 'Mine' } },
      stage('mixing'),
      { name: 'track.setDue.v1', args: { trackId, dueOn: null, timeZone: 'UTC' } },
      { name: 'track.setNotes.v1', args: { trackId, notes: 'Mine' } },
      { name: 'track.delete.v1', args: { trackId } },
      { name: 'invite.send.v1', args: { inviteId: world.id(), trackId, email: 'eve@x.test' } },
      accept(inviteId),
      { name: 'invite.decline.v1', args: { inviteId } },
      { name: 'invite.revoke.v1', args: { inviteId } },
      remove(ben),
      { name: 'member.leave.v1', args: { trackId } },
      comment('Hello?'),
      { name: 'comment.edit.v1', args: { commentId, text: 'Mine' } },
      { name: 'comment.delete.v1', args: { commentId } },
    ];
    const other = (text: string) =>
      text
        .replaceAll(trackId, world.id())
        .replaceAll(inviteId, world.id())
        .replaceAll(commentId, world.id());
    for (const command of real) {
      const imagined: Command = JSON.parse(other(JSON.stringify(command)));
      const versions = { ifVersion: 77 };
      const [found, missing] = [
        await eve.send(command, versions),
        await eve.send(imagined, versions),
      ];
      expect({ ...found, id: '' }).toEqual({ ...missing, id: '' });
      expect(found).toMatchObject({ status: 'refused', code: 'not-found' });
    }
    expect((await changesOf(eve)).changes).toEqual([]);
  });

  it('CM6 another version than the one seen refuses, and shows what is', async () => {
    await ana.send(stage('mixing'), { ifVersion: 1 });
    const late = await ana.send(stage('mastering'), { ifVersion: 1 });
    expect(late).toMatchObject({
      status: 'refused',
      code: 'version-mismatch',
      current: { id: trackId, stage: 'mixing', version: 2 },
    });
    const inviteId = await invite(ana, ben.actor.email);
    const joined = await ben.send(accept(inviteId), { ifVersion: 1 });
    expect(joined).toMatchObject({ status: 'done' });
    expect(joined.current).toBeUndefined();
  });

  it('CM7 what changes nothing tells nobody', async () => {
    await world.join(ana, ben, trackId);
    await ana.send(stage('mixing'));
    const [mine, bens] = [(await changesOf(ana)).head, (await changesOf(ben)).head];
    world.heard.length = 0;
    expect(await ana.send(stage('mixing'))).toMatchObject({ status: 'done', seq: mine });
    expect((await changesOf(ben)).head).toBe(bens);
    expect(world.heard).toEqual([]);
  });

  it('CM9 an id is taken for ever, also by what is deleted or not yours', async () => {
    const taken = { code: 'id-taken' };
    const create: Command = { name: 'track.create.v1', args: { trackId, title: 'Mine' } };
    expect(await ben.send(create)).toMatchObject(taken);
    const inviteId = await invite(ana, ben.actor.email);
    const commentId = world.id();
    await ana.send(comment('First.', commentId));
    const bens = world.id();
    await ben.send({ name: 'track.create.v1', args: { trackId: bens, title: 'Mine' } });
    const email = 'eve@example.test';
    const again: readonly Command[] = [
      { name: 'invite.send.v1', args: { inviteId, trackId: bens, email } },
      { name: 'comment.add.v1', args: { commentId, trackId: bens, text: 'Mine' } },
    ];
    for (const command of again) expect(await ben.send(command)).toMatchObject(taken);
    await ana.send({ name: 'comment.delete.v1', args: { commentId } });
    expect(await ana.send(comment('Again.', commentId))).toMatchObject(taken);
    const later = world.id();
    await ana.send(comment('Goes with the track.', later));
    await ana.send({ name: 'track.delete.v1', args: { trackId } });
    expect(await ben.send(create)).toMatchObject(taken);
    expect(await ana.send(create)).toMatchObject(taken);
    for (const id of [commentId, later]) {
      const elsewhere: Command = {
        name: 'comment.add.v1',
        args: { commentId: id, trackId: bens, text: 'Mine' },
      };
      expect(await ben.send(elsewhere)).toMatchObject(taken);
    }
    const device = new ChangeLogDevice(ben.actor.userId);
    await pullAll(device);
    expect([...device.rows.track.keys()]).toEqual([bens]);
  });

  it('CM11 an outcome asked again in a later epoch names that epoch’s head', async () => {
    const sent = ana.wrap(stage('mixing'));
    await world.service.execute(ana.actor, { commands: [sent] });
    const renewed = await changesOf(ana, 1_000);
    const answer = await world.service.execute(ana.actor, { commands: [sent] });
    expect(answer.ok && answer.value.outcomes[0]).toMatchObject({
      status: 'done',
      epoch: renewed.epoch,
      seq: renewed.head,
    });
  });

  it('CM12 old outcomes go, a few with each new one', async () => {
    const count = async () => {
      const rows = await world.database.db.selectFrom('command_outcome').select('id').execute();
      return rows.length;
    };
    for (let index = 0; index < 6; index += 1) await ana.send(comment(`Take ${index}`));
    const full = await count();
    world.clock.pass(outcomeLifetimeMs + 1);
    await ana.send(stage('mixing'));
    expect(await count()).toBe(full + 1 - 2);
    for (let index = 0; index < 5; index += 1) await ana.send(comment(`Take ${index}`));
    expect(await count()).toBe(6);
  });
});

describe('invites', () => {
  it('CM10 wait for an account, and are told at its first contact, once', async () => {
    await invite(ana, 'chloe@example.test');
    world.clock.pass(day);
    const before = (await changesOf(ana)).head;
    world.heard.length = 0;
    const chloe = await world.signUp('Chloe');
    expect(world.heard).toContain(ana.actor.userId);
    await world.service.ensureUser(chloe.actor);
    const page = await changesOf(chloe);
    expect(shape(page)).toEqual(['invite upsert', 'notification upsert']);
    expect(page.newest).toMatchObject([
      { kind: 'invite.received', actor: { name: 'Ana' }, createdAt: start + day },
    ]);
    expect(shape(await changesOf(ana, before))).toEqual(['invite upsert']);
    const inviteId = page.changes[0]?.id ?? '';
    expect(await chloe.send(accept(inviteId))).toMatchObject({ status: 'done' });
  });

  it('CM10 that expired while waiting are told to nobody', async () => {
    await invite(ana, 'chloe@example.test');
    world.clock.pass(inviteLifetimeMs);
    const chloe = await world.signUp('Chloe');
    expect((await changesOf(chloe)).changes).toEqual([]);
  });

  it('CM10 of one person answered on two devices have one fate', async () => {
    const inviteId = await invite(ana, ben.actor.email);
    const phone = world.device(ben.actor);
    const answers = await Promise.all([
      ben.send(accept(inviteId)),
      phone.send({ name: 'invite.decline.v1', args: { inviteId } }),
    ]);
    expect(answers.map(({ code, status }) => code ?? status)).toEqual(['done', 'invite-accepted']);
  });
});

describe('people who act at once', () => {
  it('CL2 CL10 never lose a row or a number', async () => {
    await world.join(ana, ben, trackId);
    // Inviting him counts among what she asks of him in a minute.
    world.clock.pass(minute);
    const sends: Promise<unknown>[] = [];
    for (let index = 0; index < 30; index += 1) {
      sends.push(ana.send(mention(`A${index}`, ben)), ben.send(comment(`B${index}`)));
    }
    const device = new ChangeLogDevice(ben.actor.userId);
    await pullAll(device);
    await Promise.all(sends);
    await pullAll(device);
    expect(device.rows.comment.size).toBe(60);
    const ordinals = [...device.rows.notification.values()].map(({ body }) => body.ordinal);
    // More mentions than that fold.
    const rowsOfTheirOwn = Array.from({ length: 1 + mentionRows }, (_, index) => index + 1);
    expect(ordinals.sort((a, b) => a - b)).toEqual([...rowsOfTheirOwn, 31]);
  });
});

it.skipIf(isOnPostgres)(
  'OP20 a transaction that waits for something else than SQL fails in every test of the workspace',
  async () => {
    const waits = world.store.write(() => new Promise((resolve) => setTimeout(resolve, 1)));
    await expect(waits).rejects.toThrow('something else than SQL');
    await expect(world.store.write((tx) => tx.nextTimerAt())).resolves.toBeNull();
  },
);
