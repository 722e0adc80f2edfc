import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { changeFoldMs } from '#shared/workspace/limits.ts';
import type { Command } from '#shared/workspace/commands.ts';
import type { Stage } from '#shared/workspace/vocabulary.ts';
import { feedOf } from '../../tests/support/feed-of.ts';
import { sayMark } from '../../tests/support/say-marks.ts';
import {
  openTestWorkspace,
  type Device,
  type TestWorkspace,
} from '../../tests/support/workspace.ts';

let world: TestWorkspace;
let ana: Device;
let ben: Device;
let chloe: Device;
let trackId: string;

beforeEach(async () => {
  world = await openTestWorkspace();
  ana = await world.signUp('Ana');
  ben = await world.signUp('Ben');
  chloe = await world.signUp('Chloe');
  trackId = world.id();
  await ana.send({ name: 'track.create.v1', args: { trackId, title: 'Midnight Drive' } });
  for (const person of [ben, chloe]) await world.join(ana, person, trackId);
});
afterEach(() => world.close());

const comment = (text: string): Command => ({
  name: 'comment.add.v1',
  args: { commentId: world.id(), trackId, text },
});
const stage = (to: Stage): Command => ({
  name: 'track.setStage.v1',
  args: { trackId, stage: to },
});
const rowsOf = async (kind: string) =>
  (await feedOf(world, ana)).filter((record) => record.kind === kind);

/** Ana's devices have said this of one row. */
const mark = (lane: 'read' | 'dismissed', ordinal: number) =>
  sayMark(world, ana.actor.userId, lane, ordinal);

describe('comments', () => {
  it('NT7 of one track are one row while it is unread: who, how many, the last words', async () => {
    await ben.send(comment('One.'));
    const [first] = await rowsOf('comment.added');
    expect(first?.data).toEqual({ commentId: expect.any(String) as string, excerpt: 'One.' });
    await ben.send(comment('Two.'));
    await chloe.send(comment('Three.'));
    const rows = await rowsOf('comment.added');
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      id: first?.id,
      actor: { name: 'Chloe' },
      data: {
        excerpt: 'Three.',
        count: 3,
        people: [
          { id: chloe.actor.userId, name: 'Chloe' },
          { id: ben.actor.userId, name: 'Ben' },
        ],
      },
    });
    expect(rows[0]?.ordinal).toBe((first?.ordinal ?? 0) + 2);
  });

  it.each(['read', 'dismissed'] as const)('NT7 begin a new row once it was %s', async (lane) => {
    await ben.send(comment('One.'));
    const [first] = await rowsOf('comment.added');
    await mark(lane, first?.ordinal ?? 0);
    await chloe.send(comment('Two.'));
    const rows = await rowsOf('comment.added');
    expect(rows.map(({ data }) => 'excerpt' in data && data.excerpt)).toEqual(['One.', 'Two.']);
    expect(rows[1]?.data).not.toHaveProperty('count');
  });

  it('NT7 of another track, and mentions, stay rows of their own', async () => {
    await ben.send(comment('One.'));
    const other = world.id();
    await ben.send({ name: 'track.create.v1', args: { trackId: other, title: 'Low Tide' } });
    const inviteId = world.id();
    await ben.send({
      name: 'invite.send.v1',
      args: { inviteId, trackId: other, email: ana.actor.email },
    });
    await ana.send({ name: 'invite.accept.v1', args: { inviteId } });
    const args = { commentId: world.id(), trackId: other, text: 'Two.' };
    await ben.send({ name: 'comment.add.v1', args });
    const mentioning = { commentId: world.id(), trackId, text: 'Ana!' };
    const mentions = [ana.actor.userId];
    await ben.send({ name: 'comment.add.v1', args: { ...mentioning, mentions } });
    expect(await rowsOf('comment.added')).toHaveLength(2);
    expect(await rowsOf('comment.mentioned')).toHaveLength(1);
  });
});

describe('stages', () => {
  it('NT7 within ten minutes are one row from the first to the last', async () => {
    await ben.send(stage('writing'));
    world.clock.pass(changeFoldMs - 1);
    await ben.send(stage('mixing'));
    const rows = await rowsOf('stage.changed');
    expect(rows.map(({ data }) => data)).toEqual([{ from: 'idea', to: 'mixing' }]);
    world.clock.pass(changeFoldMs);
    await ben.send(stage('mastering'));
    expect((await rowsOf('stage.changed')).map(({ data }) => data)).toEqual([
      { from: 'idea', to: 'mixing' },
      { from: 'mixing', to: 'mastering' },
    ]);
  });

  it('NT7 there and back again are no row at all', async () => {
    await ben.send(stage('writing'));
    await chloe.send(stage('idea'));
    expect(await rowsOf('stage.changed')).toEqual([]);
  });

  it('NT7 moved back over what the one who is told has done is a row of its own', async () => {
    await ben.send(stage('writing'));
    await ana.send(stage('mixing'));
    await ben.send(stage('idea'));
    expect((await rowsOf('stage.changed')).map(({ data }) => data)).toEqual([
      { from: 'idea', to: 'writing' },
      { from: 'mixing', to: 'idea' },
    ]);
  });
});

describe('tickets', () => {
  it('NT7 NT8 are answered in one row, seen by their author and by support alone', async () => {
    await world.service.addSupport(chloe.actor.email);
    const ticketId = world.id();
    await ana.send({
      name: 'ticket.open.v1',
      args: { ticketId, subject: 'Upload', text: 'It stops.' },
    });
    const answer = (text: string): Command => ({
      name: 'ticket.feedback.v1',
      args: { ticketId, text },
    });
    expect(await ben.send(answer('I know!'))).toMatchObject({ code: 'not-found' });
    expect(await ana.send(answer('I know!'))).toMatchObject({ code: 'not-allowed' });
    await chloe.send(answer('Try again.'));
    await ana.send({ name: 'ticket.answer.v1', args: { ticketId, answer: 'still-open' } });
    await chloe.send(answer('And now?'));
    const rows = await rowsOf('ticket.answered');
    expect(rows.map(({ data }) => data)).toEqual([
      { ticketId, subject: 'Upload', excerpt: 'And now?' },
    ]);
  });
});
