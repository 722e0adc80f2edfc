/**
 * These are Ana, whose devices are pushed to, and Ben, who makes things happen on two tracks of
 * theirs, in a real workspace beside a push service on this machine. The clock stands until it is
 * moved.
 */
import { expect } from 'vitest';
import webpush from 'web-push';
import { uuid7 } from '#shared/base/ids.ts';
import { second } from '#shared/base/time.ts';
import type { Command, CommandArgs } from '#shared/workspace/commands.ts';
import { createPush, type Push } from '../../sync-server/push/create-push.ts';
import type { PushTuning } from '../../sync-server/push/push-queue.ts';
import { feedOf } from './feed-of.ts';
import { createPushService, type PushService, type PushTarget } from './push-service.ts';
import { sayMark } from './say-marks.ts';
import { openTestWorkspace, type Device, type TestWorkspace } from './workspace.ts';

export interface PushedPeople {
  readonly service: PushService;
  readonly world: TestWorkspace;
  readonly ana: Device;
  readonly ben: Device;
  /** The facts that the server around the pushes knows; a test may change them. */
  readonly around: {
    isConnected: boolean;
    readonly endedSessions: Set<string>;
    /** The pushes that push services did not take. */
    readonly refused: unknown[];
  };
  push: Push;
  /** Starts another in place of `push`, which has to be closed before. */
  startPush(tuning?: Partial<PushTuning>): void;
  /** A device of hers that gets pushes. */
  subscribe(device?: string, sessionId?: string, timeZone?: string): Promise<PushTarget>;
  /** A device says where it is pushed to. */
  say(target: PushTarget, device: string, options?: SayOptions): ReturnType<Push['subscribe']>;
  /** Resolves when nothing is due: all that goes out has been answered. */
  sent(): Promise<void>;
  jobs(): ReturnType<typeof jobsIn>;
  comment(text: string, more?: Partial<CommandArgs<'comment.add.v1'>>): Command;
  /** Makes a comment that names Ana. */
  mention(text: string): Command;
  stage(): Command;
  /** Ana wants it so. */
  prefer(push: CommandArgs<'preferences.set.v1'>['push']): Promise<unknown>;
  /** Fails where anything was reported. */
  close(): Promise<void>;
}

export interface SayOptions {
  readonly sessionId?: string;
  readonly isRepeated?: boolean;
  readonly timeZone?: string | undefined;
  readonly who?: Device;
}

/** The origin of the app. */
export const origin = 'https://feed.example.org';
export const holdMs = 5 * second;
const keys = webpush.generateVAPIDKeys();
export const trackIds = { one: uuid7(1), two: uuid7(2) };

export const titles = ({ arrived }: PushTarget): readonly string[] =>
  arrived.map(({ payload }) => payload.notification.title);

const jobsIn = ({ database }: TestWorkspace) =>
  database.db.selectFrom('push_job').selectAll().execute();

export async function openPushedPeople(): Promise<PushedPeople> {
  const service = await createPushService();
  const world = await openTestWorkspace();
  const [ana, ben] = [await world.signUp('Ana'), await world.signUp('Ben')];
  const around: PushedPeople['around'] = {
    isConnected: false,
    endedSessions: new Set(),
    refused: [],
  };
  const makePush = (tuning: Partial<PushTuning> = {}): Push =>
    createPush({
      store: world.store,
      keys,
      clock: world.clock,
      random: () => 0.5,
      origin,
      allowsLoopback: true,
      isConnected: () => around.isConnected,
      isSignedIn: (_, sessionId) => Promise.resolve(!around.endedSessions.has(sessionId)),
      onRefused: (facts) => around.refused.push(facts),
      report: (error) => world.faults.push(error),
      tuning: { holdMs, timeoutMs: 60_000, ...tuning },
    });
  await shareTracks(world, ana, ben);

  const comment: PushedPeople['comment'] = (text, more = {}) => ({
    name: 'comment.add.v1',
    args: { commentId: world.id(), trackId: trackIds.one, text, ...more },
  });
  const people: PushedPeople = {
    service,
    world,
    ana,
    ben,
    around,
    push: makePush(),
    startPush(tuning) {
      people.push = makePush(tuning);
    },
    async subscribe(device = world.id(), sessionId = 'session', timeZone) {
      const target = service.createTarget();
      expect(await people.say(target, device, { sessionId, timeZone })).toMatchObject({ ok: true });
      return target;
    },
    say({ subscription }, device, options = {}) {
      const { sessionId = 'session', isRepeated = false, timeZone, who = ana } = options;
      const session = { userId: who.actor.userId, sessionId };
      return people.push.subscribe(session, { device, subscription, isRepeated, timeZone });
    },
    async sent() {
      people.push.poke();
      const due = async () =>
        (await jobsIn(world)).filter(({ due_at }) => due_at <= world.clock.now()).length;
      await expect.poll(due, { interval: 5 }).toBe(0);
    },
    jobs: () => jobsIn(world),
    comment,
    mention: (text) => comment(text, { mentions: [ana.actor.userId] }),
    stage: () => ({ name: 'track.setStage.v1', args: { trackId: trackIds.one, stage: 'mixing' } }),
    prefer: (push) => ana.send({ name: 'preferences.set.v1', args: { push } }),
    async close() {
      await people.push.close();
      await world.close();
      await service.close();
      expect(world.faults).toEqual([]);
    },
  };
  return people;
}

/** Ana has read all that came of it. */
async function shareTracks(world: TestWorkspace, ana: Device, ben: Device): Promise<void> {
  for (const trackId of Object.values(trackIds)) {
    await ben.send({ name: 'track.create.v1', args: { trackId, title: 'Midnight Drive' } });
    await world.join(ben, ana, trackId);
  }
  const feed = await feedOf(world, ana);
  for (const { ordinal } of feed) await sayMark(world, ana.actor.userId, 'read', ordinal);
}
