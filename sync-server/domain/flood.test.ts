/**
 * The table of who can make rows for whom, and how many. Each flood does forty times, within a second,
 * whatever makes a row of its kind for somebody who reads nothing; what then lies in their bell is what
 * the table says. A kind that is not in the table does not compile.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isNotificationKind } from '#shared/notifications/kinds.ts';
import type { NotificationKind } from '#shared/notifications/record.ts';
import {
  inviteDayMs,
  pendingInvitesPerPair,
  invitesPerPairAndTrack,
  mentionRows,
} from '#shared/workspace/limits.ts';
import type { Command } from '#shared/workspace/commands.ts';
import { linkHashOf } from '#shared/workspace/invite-link.ts';
import { feedOf, fireAll } from '../../tests/support/feed-of.ts';
import {
  openTestWorkspace,
  type Device,
  type TestWorkspace,
} from '../../tests/support/workspace.ts';

const rounds = 40;

/** Vera reads nothing; Mal makes rows for her. */
let world: TestWorkspace;
let vera: Device;
let mal: Device;

beforeEach(async () => {
  world = await openTestWorkspace();
  vera = await world.signUp('Vera');
  mal = await world.signUp('Mal');
});
afterEach(() => world.close());

async function trackOf(owner: Device, title = 'Midnight Drive'): Promise<string> {
  const trackId = world.id();
  await owner.send({ name: 'track.create.v1', args: { trackId, title } });
  return trackId;
}
/** By a link, which asks nobody's address. */
async function joinByLink(inviter: Device, invited: Device, trackId: string): Promise<void> {
  const [inviteId, secret] = [world.id(), 'a'.repeat(22)];
  const secretHash = linkHashOf(secret);
  await inviter.send({ name: 'invite.link.v1', args: { inviteId, trackId, secretHash } });
  await invited.send({ name: 'invite.accept.v1', args: { inviteId, secret } });
}
const leave = (device: Device, trackId: string) =>
  device.send({ name: 'member.leave.v1', args: { trackId } });

async function repeatedly(act: (round: number) => Promise<unknown>): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    world.clock.pass(1);
    await act(round);
  }
}
/** On a track of Vera's that Mal has joined. */
async function onVerasTrack(command: (trackId: string, round: number) => Command): Promise<void> {
  const trackId = await trackOf(vera);
  await world.join(vera, mal, trackId);
  await repeatedly((round) => mal.send(command(trackId, round)));
}
const due = (trackId: string, round: number): Command => ({
  name: 'track.setDue.v1',
  args: { trackId, dueOn: `2026-11-${10 + (round % 10)}`, timeZone: 'UTC' },
});

interface Flood {
  readonly whoMakesThem: string;
  /** Rows of this kind in the bell of somebody who reads nothing. */
  readonly most: number;
  readonly each: string;
  readonly flood: () => Promise<void>;
}
/** Made by nobody but those who may be trusted with it. */
interface Trusted {
  readonly whoMakesThem: 'support' | 'themselves';
}

const table: { readonly [Kind in NotificationKind]: Flood | Trusted } = {
  'invite.received': {
    whoMakesThem: 'anybody',
    most: 1,
    each: 'track and inviter',
    flood: async () => {
      const trackId = await trackOf(mal);
      const { email } = vera.actor;
      await repeatedly(async (round) => {
        const inviteId = world.id();
        await mal.send({ name: 'invite.send.v1', args: { inviteId, trackId, email } });
        if (round % 2 === 0) await mal.send({ name: 'invite.revoke.v1', args: { inviteId } });
        else await vera.send({ name: 'invite.decline.v1', args: { inviteId } });
      });
    },
  },
  'invite.accepted': {
    whoMakesThem: 'whom they invited',
    most: 1,
    each: 'track and invited person',
    flood: async () => {
      const trackId = await trackOf(vera);
      await repeatedly(async () => {
        await joinByLink(vera, mal, trackId);
        await leave(mal, trackId);
      });
    },
  },
  'invite.declined': {
    whoMakesThem: 'whom they invited',
    most: 1,
    each: 'track and invited person',
    flood: async () => {
      const trackId = await trackOf(vera);
      const { email } = mal.actor;
      await repeatedly(async () => {
        const inviteId = world.id();
        await vera.send({ name: 'invite.send.v1', args: { inviteId, trackId, email } });
        await mal.send({ name: 'invite.decline.v1', args: { inviteId } });
      });
    },
  },
  'member.joined': {
    whoMakesThem: 'whom a member invited',
    most: 1,
    each: 'track and person',
    flood: async () => {
      const trackId = await trackOf(vera);
      await world.join(vera, mal, trackId);
      const accomplice = await world.signUp('Nic');
      await repeatedly(async () => {
        await joinByLink(mal, accomplice, trackId);
        await leave(accomplice, trackId);
      });
    },
  },
  'member.left': {
    whoMakesThem: 'a member',
    most: 1,
    each: 'track and person',
    flood: async () => {
      const trackId = await trackOf(vera);
      await repeatedly(async () => {
        await joinByLink(vera, mal, trackId);
        await leave(mal, trackId);
      });
    },
  },
  'member.removed': {
    whoMakesThem: 'the owner of a track they joined',
    most: 1,
    each: 'track',
    flood: async () => {
      const trackId = await trackOf(mal);
      await repeatedly(async () => {
        await joinByLink(mal, vera, trackId);
        await mal.send({ name: 'member.remove.v1', args: { trackId, userId: vera.actor.userId } });
      });
    },
  },
  'comment.added': {
    whoMakesThem: 'a member',
    most: 1,
    each: 'track',
    flood: () =>
      onVerasTrack((trackId) => ({
        name: 'comment.add.v1',
        args: { commentId: world.id(), trackId, text: 'Hi.' },
      })),
  },
  'comment.mentioned': {
    whoMakesThem: 'a member',
    most: mentionRows,
    each: 'track and person',
    flood: () =>
      onVerasTrack((trackId) => ({
        name: 'comment.add.v1',
        args: { commentId: world.id(), trackId, text: '@Vera', mentions: [vera.actor.userId] },
      })),
  },
  'file.shared': {
    whoMakesThem: 'a member',
    most: 1,
    each: 'track and person',
    flood: async () => {
      const trackId = await trackOf(vera);
      await world.join(vera, mal, trackId);
      await repeatedly(() => {
        const version = {
          id: world.id(),
          size: 1,
          sha256: 'ab'.repeat(32),
          addedById: mal.actor.userId,
          note: '',
        };
        return world.service.addVersion({ fileId: world.id(), trackId, name: 'a.wav', version });
      });
    },
  },
  'deadline.near': {
    whoMakesThem: 'a member',
    most: 1,
    each: 'track, together with the next',
    flood: async () => {
      const soon = (round: number) => `2026-11-${25 + (round % 2)}`;
      const trackId = await trackOf(vera);
      await world.join(vera, mal, trackId);
      await repeatedly(async (round) => {
        const args = { trackId, dueOn: soon(round), timeZone: 'UTC' };
        await mal.send({ name: 'track.setDue.v1', args });
        await fireAll(world);
      });
    },
  },
  'deadline.passed': {
    whoMakesThem: 'a member',
    most: 1,
    each: 'track',
    flood: async () => {
      const trackId = await trackOf(vera);
      await world.join(vera, mal, trackId);
      await repeatedly(async (round) => {
        await mal.send(due(trackId, round));
        await fireAll(world);
      });
    },
  },
  'stage.changed': {
    whoMakesThem: 'a member',
    most: 1,
    each: 'track in ten minutes',
    flood: () =>
      onVerasTrack((trackId, round) => ({
        name: 'track.setStage.v1',
        args: {
          trackId,
          stage: round % 3 === 0 ? 'mixing' : round % 3 === 1 ? 'writing' : 'editing',
        },
      })),
  },
  'due.changed': {
    whoMakesThem: 'a member',
    most: 1,
    each: 'track in ten minutes',
    flood: () => onVerasTrack(due),
  },
  'track.deleted': {
    whoMakesThem: 'the owner of a track they joined',
    most: rounds,
    each: 'track they joined, here forty',
    flood: () =>
      repeatedly(async () => {
        const trackId = await trackOf(mal);
        await world.join(mal, vera, trackId);
        await mal.send({ name: 'track.delete.v1', args: { trackId } });
      }),
  },
  'reminder.due': { whoMakesThem: 'themselves' },
  'account.signed-in': { whoMakesThem: 'themselves' },
  'announcement.published': { whoMakesThem: 'support' },
  'ticket.answered': { whoMakesThem: 'support' },
};

const floods = Object.entries(table).flatMap(([kind, entry]) =>
  isNotificationKind(kind) && 'flood' in entry ? [{ kind, ...entry }] : [],
);

describe('the bell of somebody who reads nothing', () => {
  it.each(floods)('NT14 holds $most of $kind for each $each', async ({ kind, most, flood }) => {
    await flood();
    expect((await feedOf(world, vera)).filter((row) => row.kind === kind)).toHaveLength(most);
  });

  it.each(floods)(
    'NT18 holds nothing of $kind by whom they blocked',
    async ({ kind, most, flood }) => {
      const { userId, name } = mal.actor;
      await vera.send({ name: 'person.block.v1', args: { userId, name } });
      await flood();
      const rows = (await feedOf(world, vera)).filter((row) => row.kind === kind);
      const isTold = rows.length > 0;
      expect(rows).toHaveLength(isTold ? most : 0);
      const isTheirs = ({ actor }: (typeof rows)[number]) => actor?.id === userId;
      const isLoss = kind === 'track.deleted' || kind === 'member.removed';
      expect(rows.filter(isTheirs)).toHaveLength(isLoss ? most : 0);
      // Nobody has done that, or somebody else.
      const isOthers = kind.startsWith('deadline.') || kind === 'member.joined';
      expect(isTold).toBe(isLoss || isOthers);
    },
  );

  it('NT14 holds one row of comments, also of mentions that were taken back', async () => {
    const trackId = await trackOf(vera);
    await world.join(vera, mal, trackId);
    await repeatedly(async () => {
      const commentId = world.id();
      const args = { commentId, text: '@Vera', mentions: [vera.actor.userId] };
      await mal.send({ name: 'comment.add.v1', args: { ...args, trackId } });
      await mal.send({ name: 'comment.edit.v2', args: { ...args, text: 'No.', mentions: [] } });
    });
    const rows = (await feedOf(world, vera)).filter(({ kind }) => kind.startsWith('comment.'));
    expect(rows.map(({ kind }) => kind)).toEqual(['comment.added']);
    expect(rows[0]?.data).toMatchObject({ count: rounds });
  });

  it('NT14 holds as many rows of mentions as the table says, and one of the comments beside', async () => {
    const { flood } = floods.find(({ kind }) => kind === 'comment.mentioned') ?? {};
    await flood?.();
    const [rest, ...more] = (await feedOf(world, vera)).filter(
      (row) => row.kind === 'comment.added',
    );
    expect(more).toEqual([]);
    expect(rest?.data).toMatchObject({ count: rounds - mentionRows });
  });
});

describe('inviting the same address again', () => {
  const send = async (by: Device, trackId: string) => {
    const inviteId = world.id();
    const { email } = vera.actor;
    const outcome = await by.send({
      name: 'invite.send.v1',
      args: { inviteId, trackId, email },
    });
    return { inviteId, result: outcome.code ?? outcome.status };
  };

  it('NT14 onto a track is possible some times in a day, also after a decline', async () => {
    const trackId = await trackOf(mal);
    for (let round = 0; round < invitesPerPairAndTrack; round += 1) {
      const { inviteId, result } = await send(mal, trackId);
      expect(result).toBe('done');
      await vera.send({ name: 'invite.decline.v1', args: { inviteId } });
    }
    expect((await send(mal, trackId)).result).toBe('limit-reached');
    world.clock.pass(inviteDayMs);
    expect((await send(mal, trackId)).result).toBe('done');
  });

  it('NT14 by one person, onto ever new tracks, has a bound', async () => {
    const results: string[] = [];
    for (let round = 0; round <= pendingInvitesPerPair; round += 1) {
      results.push((await send(mal, await trackOf(mal))).result);
    }
    expect(results.filter((result) => result === 'done')).toHaveLength(pendingInvitesPerPair);
    expect(results.at(-1)).toBe('limit-reached');
    const ben = await world.signUp('Ben');
    expect((await send(ben, await trackOf(ben))).result).toBe('done');
  });
});
