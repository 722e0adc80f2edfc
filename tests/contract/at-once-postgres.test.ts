/**
 * Two nodes on one PostgreSQL decide at once about the same things: what is answered "done" is so, and
 * nothing that was decided is lost. The embedded database cannot be asked this, as it has one writer.
 */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createRandom } from '#shared/base/random.ts';
import type { CommandOutcome } from '#shared/protocol/messages.ts';
import {
  newPostgresDatabase,
  openTestWorkspace,
  type Device,
  type TestWorkspace,
} from '../support/workspace.ts';

let here: TestWorkspace;
let there: TestWorkspace;
beforeEach(async () => {
  const path = await newPostgresDatabase();
  here = await openTestWorkspace({ path, random: createRandom(1) });
  there = await openTestWorkspace({ path, random: createRandom(2) });
});
afterEach(async () => {
  await here.close();
  await there.close();
});

/** Ana is on the one node, Ben on the other, on one track. */
async function onOneTrack() {
  const ana = await here.signUp('Ana');
  const ben = await here.signUp('Ben');
  const trackId = await makeTrack(ana);
  await here.join(ana, ben, trackId);
  return { ana, ben: there.device(ben.actor), trackId };
}

async function makeTrack(who: Device, trackId = here.id()): Promise<string> {
  await who.send({ name: 'track.create.v1', args: { trackId, title: 'Night Bus' } });
  return trackId;
}

const rounds = Array.from({ length: 20 }, (_, round) => round);
const statuses = (outcomes: readonly CommandOutcome[]) => outcomes.map(({ status }) => status);
const versionOf = async () =>
  (await here.database.db.selectFrom('track').select('version').executeTakeFirstOrThrow()).version;

test('OP60 of what two change at once in one track nothing is lost', async () => {
  const { ana, ben, trackId } = await onOneTrack();
  const before = await versionOf();
  // A device sends one after the other; so these are many.
  const rename = (node: TestWorkspace, { actor }: Device, title: string) =>
    node.device(actor).send({ name: 'track.rename.v1', args: { trackId, title } });
  const say = (node: TestWorkspace, { actor }: Device) =>
    node.device(actor).send({
      name: 'comment.add.v1',
      args: { commentId: node.id(), trackId, text: 'Louder.' },
    });
  const outcomes = await Promise.all(
    rounds.flatMap((round) => [
      rename(here, ana, `Ana ${round}`),
      rename(there, ben, `Ben ${round}`),
      say(here, ana),
      say(there, ben),
    ]),
  );
  expect(statuses(outcomes)).toEqual(outcomes.map(() => 'done'));
  const { db } = here.database;
  expect(await db.selectFrom('comment').select('id').execute()).toHaveLength(2 * rounds.length);
  expect((await versionOf()) - before).toBe(2 * rounds.length);
  // Each number of a log was given once, and the head is the last of them.
  for (const { actor } of [ana, ben]) {
    const log = db.selectFrom('change_log').where('user_id', '=', actor.userId);
    const seqs = (await log.select('seq').execute()).map(({ seq }) => seq);
    const { seq } = await db
      .selectFrom('user_head')
      .select('seq')
      .where('user_id', '=', actor.userId)
      .executeTakeFirstOrThrow();
    expect(Math.max(...seqs)).toBe(seq);
  }
});

test('OP60 an invite that is revoked and accepted at once is one of both', async () => {
  const { ana, ben } = await onOneTrack();
  for (const round of rounds) {
    const trackId = await makeTrack(ana);
    const inviteId = here.id();
    const { email, userId } = ben.actor;
    await ana.send({ name: 'invite.send.v1', args: { inviteId, trackId, email } });
    const [revoked, accepted] = await Promise.all([
      ana.send({ name: 'invite.revoke.v1', args: { inviteId } }),
      ben.send({ name: 'invite.accept.v1', args: { inviteId } }),
    ]);
    expect(statuses([revoked, accepted]).sort(), `round ${round}`).toEqual(['done', 'refused']);
    const member = await here.database.db
      .selectFrom('member')
      .select('role')
      .where('track_id', '=', trackId)
      .where('user_id', '=', userId)
      .execute();
    expect(member).toHaveLength(accepted.status === 'done' ? 1 : 0);
  }
});

test('OP60 an id that two give at once is given by one', async () => {
  const { ana, ben } = await onOneTrack();
  for (const _ of rounds) {
    const trackId = here.id();
    const create = (who: Device, title: string) =>
      who.send({ name: 'track.create.v1', args: { trackId, title } });
    const made = await Promise.all([create(ana, 'Of Ana'), create(ben, 'Of Ben')]);
    expect(statuses(made).sort()).toEqual(['done', 'refused']);
  }
});

test('OP60 a command that is repeated at another node while it is decided has one outcome', async () => {
  const { ana } = await onOneTrack();
  for (const _ of rounds) {
    const command = ana.wrap({
      name: 'track.create.v1',
      args: { trackId: here.id(), title: 'Low Tide' },
    });
    const [one, other] = await Promise.all(
      [here, there].map((node) => node.service.execute(ana.actor, { commands: [command] })),
    );
    expect(one).toEqual(other);
    expect(one).toMatchObject({ ok: true, value: { outcomes: [{ status: 'done' }] } });
  }
});
