import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  openTestWorkspace,
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

const changesOf = (device: Device, after = 0) =>
  world.service.changes(device.actor.userId, after, 200);

async function invite(by: Device, email: string): Promise<string> {
  const inviteId = world.id();
  await by.send({ name: 'invite.send.v1', args: { inviteId, trackId, email } });
  return inviteId;
}

describe('two people on a track', () => {
  it('CL5 gives the whole track to who accepts, and tells each of what the other did', async () => {
    await ana.send({
      name: 'comment.add.v1',
      args: { commentId: world.id(), trackId, text: 'First.' },
    });
    const inviteId = await invite(ana, ben.actor.email);
    const invited = await changesOf(ben);
    expect(invited.changes.map(({ kind, op }) => `${kind} ${op}`)).toEqual([
      'invite upsert',
      'notification upsert',
    ]);
    world.heard.length = 0;
    const outcome = await ben.send({ name: 'invite.accept.v1', args: { inviteId } });
    expect(outcome.status).toBe('done');
    expect(world.heard.sort()).toEqual([ana.actor.userId, ben.actor.userId]);
    const joined = await changesOf(ben, invited.to);
    expect(joined.changes.map(({ kind, op }) => `${kind} ${op}`)).toEqual([
      'track upsert',
      'member upsert',
      'member upsert',
      'invite upsert',
      'comment upsert',
    ]);
    expect(joined.head).toBe(outcome.seq);
    const told = (await changesOf(ana)).newest?.[0];
    expect(told).toMatchObject({
      kind: 'invite.accepted',
      ordinal: 1,
      actor: { id: ben.actor.userId, name: 'Ben' },
      track: { id: trackId, title: 'Midnight Drive' },
    });
  });
});
