/**
 * This file puts three people, their devices and the real service on a real database through random
 * histories: commands allowed and not, sent twice and late, clocks passing, pages of any size, lost
 * and doubled. The shared rules on one big workspace say what must come out.
 */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { day, minute } from '#shared/base/time.ts';
import { kinds } from '#shared/notifications/kinds.ts';
import { excerptOf } from '#shared/notifications/excerpt.ts';
import { isHeard } from '#shared/notifications/heard.ts';
import type { NotificationRecord } from '#shared/notifications/record.ts';
import type { RefusalCode } from '#shared/workspace/refusals.ts';
import {
  changeFoldMs,
  inviteDayMs,
  invitesPerPairAndTrack,
  outcomeLifetimeMs,
} from '#shared/workspace/limits.ts';
import type { CommandOutcome, SentCommand } from '#shared/protocol/messages.ts';
import type { Command } from '#shared/workspace/commands.ts';
import type { Comment, SoundMoment } from '#shared/workspace/entities.ts';
import { withVersion } from '#shared/workspace/files.ts';
import { inviteStateAt } from '#shared/workspace/invite-fate.ts';
import { isBlocked } from '#shared/workspace/preferences.ts';
import { reduce } from '#shared/workspace/reduce.ts';
import { refusalOf } from '#shared/workspace/rules.ts';
import {
  emptyWorkspace,
  memberOf,
  membersOf,
  withEntry,
  type Actor,
  type Workspace,
} from '#shared/workspace/slice.ts';
import { notificationsFor } from '../../../sync-server/domain/notifications-for.ts';
import { ChangeLogDevice } from '../../support/change-log-device.ts';
import { arbitraryCommand, broughtTo, people } from '../../support/workspace-arbitraries.ts';
import { broughtBy, circumstancesOf } from '../../support/workspace-history.ts';
import { openTestWorkspace, type Device, type TestWorkspace } from '../../support/workspace.ts';

type Step =
  | {
      readonly does: 'send';
      /** The first that the rules allow is sent; where it is wild, the first. */
      readonly tries: readonly { readonly who: number; readonly command: Command }[];
      readonly isWild: boolean;
      readonly twice: boolean;
    }
  | { readonly does: 'repeat'; readonly which: number }
  /** A version of a file comes in whole, on a track of which nobody else can be told yet. */
  | { readonly does: 'bring'; readonly which: number }
  | { readonly does: 'wait'; readonly ms: number }
  | {
      readonly does: 'pull';
      readonly who: number;
      readonly device: number;
      readonly limit: number;
      readonly fate: 'applied' | 'lost' | 'doubled';
    };

const who = fc.nat({ max: 2 });
/** Of whom is not blocked any more, rows that lose a comment may count what was not told meanwhile. */
const lasting = arbitraryCommand.filter(({ name }) => name !== 'person.unblock.v1');
const arbitraryStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      does: fc.constant('send' as const),
      tries: fc.array(fc.record({ who, command: lasting }), {
        minLength: 10,
        maxLength: 10,
      }),
      isWild: fc.integer({ min: 0, max: 4 }).map((chance) => chance === 0),
      twice: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('repeat' as const), which: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('bring' as const), which: fc.nat() }) },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant('wait' as const),
      ms: fc.constantFrom(minute, 15 * day),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      does: fc.constant('pull' as const),
      who,
      device: fc.nat({ max: 1 }),
      limit: fc.constantFrom(1, 2, 3, 7, 200),
      fate: fc.constantFrom('applied' as const, 'lost' as const, 'doubled' as const),
    }),
  },
);

type Facts = Pick<NotificationRecord, 'kind' | 'actor' | 'track' | 'data'>;
/** What a row of comments stands for, oldest first. */
interface Said {
  readonly id: string;
  readonly by: Actor;
  readonly text: string;
  readonly moment: SoundMoment | undefined;
}
type Told = Facts & {
  readonly ordinal: number;
  readonly at: number;
  readonly said?: readonly Said[];
};

/** The shared rules on everything at once: what every person must be shown in the end. */
class Oracle {
  workspace: Workspace = emptyWorkspace;
  /** Each person's rows, oldest first, and the last ordinal given. */
  readonly told = new Map<string, Told[]>(people.map(({ userId }) => [userId, []]));
  readonly ordinals = new Map<string, number>(people.map(({ userId }) => [userId, 0]));
  readonly #deleted = new Set<string>();

  refusal(actor: Actor, command: Command, at: number): RefusalCode | null {
    const refusal =
      refusalOf(this.workspace, command, circumstancesOf(actor, command, at)) ??
      this.#askedTooOften(actor, command, at);
    const makes =
      (command.name === 'track.create.v1' && command.args.trackId) ||
      (command.name === 'comment.add.v1' && command.args.commentId);
    return refusal ?? (makes && this.#deleted.has(makes) ? 'id-taken' : null);
  }

  /** The other bounds of inviting are out of reach here. */
  #askedTooOften({ userId }: Actor, command: Command, at: number): RefusalCode | null {
    if (command.name !== 'invite.send.v1') return null;
    const { trackId, email } = command.args;
    const asked = [...this.workspace.invites.values()].filter(
      (invite) =>
        invite.inviterId === userId &&
        invite.trackId === trackId &&
        invite.email === email &&
        invite.state !== 'accepted' &&
        invite.createdAt > at - inviteDayMs,
    );
    return asked.length >= invitesPerPairAndTrack ? 'limit-reached' : null;
  }

  /** @returns who has a track alone that has no file yet */
  lonely(which: number): { readonly actor: Actor; readonly trackId: string } | null {
    const { tracks, files } = this.workspace;
    const bare = [...tracks.keys()].filter(
      (trackId) =>
        membersOf(this.workspace, trackId).length === 1 && !files.has(broughtTo(trackId).fileId),
    );
    const trackId = bare[which % Math.max(1, bare.length)];
    const owner = trackId === undefined ? undefined : tracks.get(trackId)?.ownerId;
    const actor = people.find(({ userId }) => userId === owner);
    return actor && trackId !== undefined ? { actor, trackId } : null;
  }

  bring(actor: Actor, trackId: string, at: number): void {
    this.workspace = withVersion(this.workspace, broughtBy(actor, trackId, at));
  }

  /** @returns the refusal to expect */
  decide(actor: Actor, command: Command, at: number): RefusalCode | null {
    const refusal = this.refusal(actor, command, at);
    if (refusal) return refusal;
    const before = this.workspace;
    const circumstances = circumstancesOf(actor, command, at);
    const inviteeId = this.#blocks(circumstances.inviteeId, actor.userId)
      ? null
      : circumstances.inviteeId;
    const isForNobody =
      command.name === 'person.block.v1' &&
      !people.some(({ userId }) => userId === command.args.userId);
    const after = isForNobody ? before : reduce(before, command, { ...circumstances, inviteeId });
    for (const kind of ['tracks', 'comments'] as const) {
      for (const id of before[kind].keys()) if (!after[kind].has(id)) this.#deleted.add(id);
    }
    const notices = notificationsFor(before, after, command, actor).filter(({ to, facts }) =>
      isHeard(facts, (userId) => this.#blocks(to, userId)),
    );
    this.#retell(before, after, command, new Set(notices.map(({ to }) => to)));
    for (const { to, facts } of notices) {
      const said = saidBy(command, actor, after);
      this.#tell(to, said ? { ...facts, said: [said] } : facts, at);
    }
    for (const { trackId, userId } of before.members.values()) {
      if (!memberOf(after, trackId, userId) && after.tracks.has(trackId)) {
        this.#change(userId, (told) => (told.said && told.track?.id === trackId ? null : told));
      }
    }
    this.workspace = after;
    if (command.name === 'person.block.v1') this.#takeInvites(command.args.userId, actor, at);
    return null;
  }

  #blocks(userId: string | null, other: string): boolean {
    const preferences = this.workspace.preferences.get(userId ?? '');
    return preferences !== undefined && isBlocked(preferences, other);
  }

  /** What waits of somebody who is blocked waits for nobody. */
  #takeInvites(inviterId: string, { userId }: Actor, at: number): void {
    for (const invite of this.workspace.invites.values()) {
      const waits = inviteStateAt(invite, at) === 'pending' && invite.inviterId === inviterId;
      if (!waits || invite.inviteeId !== userId) continue;
      const invites = withEntry(this.workspace.invites, invite.id, { ...invite, inviteeId: null });
      this.workspace = { ...this.workspace, invites };
      this.#change(userId, (told) =>
        'inviteId' in told.data && told.data.inviteId === invite.id ? null : told,
      );
    }
  }

  /** Nobody reads anything here, so comments fold for ever, changes for ten minutes. */
  #tell(userId: string, facts: Facts & Pick<Told, 'said'>, at: number): void {
    const rows = this.told.get(userId) ?? [];
    const isByActor = kinds[facts.kind].folding === 'per-actor';
    const earlier = rows.findLast(
      (row) =>
        row.kind === facts.kind &&
        row.track?.id === facts.track?.id &&
        (!isByActor || row.actor?.id === facts.actor?.id),
    );
    const folded = earlier ? foldedInto(earlier, facts, at) : null;
    if (folded && earlier) rows.splice(rows.indexOf(earlier), 1);
    if (folded === 'nothing') return;
    const ordinal = (this.ordinals.get(userId) ?? 0) + 1;
    this.ordinals.set(userId, ordinal);
    rows.push({ ...(folded ?? facts), ordinal, at });
  }

  /** Rows say what there is: a comment that goes, or says something else, changes them. */
  #retell(
    before: Workspace,
    after: Workspace,
    command: Command,
    mentioned: ReadonlySet<string>,
  ): void {
    if (!('commentId' in command.args) || command.args.commentId === undefined) return;
    const { commentId } = command.args;
    const [was, is] = [before.comments.get(commentId), after.comments.get(commentId)];
    if (!was || was === is) return;
    const named = command.name === 'comment.edit.v2' ? (command.args.mentions ?? []) : null;
    for (const { userId } of people) {
      const isNoMention = is && named?.includes(userId) === false;
      if (isNoMention && this.#joinOthers(userId, is, after)) continue;
      this.#change(userId, (told) => {
        if (!told.said?.some(({ id }) => id === commentId)) return told;
        const leaves = !is || mentioned.has(userId);
        const said = leaves
          ? told.said.filter(({ id }) => id !== commentId)
          : told.said.map((each) => (each.id === commentId ? { ...each, text: is.text } : each));
        const isNamed = named?.includes(userId) ?? true;
        const kind = told.kind === 'comment.mentioned' && isNamed ? told.kind : 'comment.added';
        return rowSaying({ ...told, kind }, said);
      });
    }
  }

  /**
   * A mention that is none any more is one of the comments, in the row of these.
   * @returns false where there is no such mention, or no such row
   */
  #joinOthers(userId: string, comment: Comment, { comments }: Workspace): boolean {
    const rows = this.told.get(userId) ?? [];
    const isAbout = ({ said }: Told) => said?.some(({ id }) => id === comment.id) ?? false;
    const mention = rows.find((row) => row.kind === 'comment.mentioned' && isAbout(row));
    const others = rows.findLast(
      ({ kind, track }) => kind === 'comment.added' && track?.id === comment.trackId,
    );
    if (!mention || !others) return false;
    const saidAt = ({ id }: Said) => comments.get(id)?.createdAt ?? 0;
    const said = [...(others.said ?? []), ...(mention.said ?? [])]
      .map((each) => (each.id === comment.id ? { ...each, text: comment.text } : each))
      .sort((a, b) => saidAt(a) - saidAt(b));
    const at = Math.max(others.at, comment.createdAt);
    this.#change(userId, (told) => {
      if (told === mention) return null;
      return told === others ? rowSaying({ ...others, at }, said) : told;
    });
    return true;
  }

  /** Returns what this person may see now. */
  contentsFor(userId: string) {
    const { tracks, members, invites, comments, files, reminders, tickets, preferences } =
      this.workspace;
    const sees = ({ trackId }: { readonly trackId: string }) =>
      memberOf(this.workspace, trackId, userId) !== undefined;
    const sorted = <T extends { readonly id: string }>(
      map: ReadonlyMap<string, T>,
      keep: (value: T) => boolean,
    ) => [...map.values()].filter(keep).sort((a, b) => (a.id < b.id ? -1 : 1));
    return {
      track: sorted(tracks, ({ id }) => sees({ trackId: id })),
      member: sorted(members, sees),
      invite: sorted(invites, (invite) => invite.inviteeId === userId || sees(invite)).map(
        // Whether there is an account at an address is told by no invite (AC19).
        (invite) => (invite.inviteeId === userId ? invite : { ...invite, inviteeId: null }),
      ),
      comment: sorted(comments, sees),
      // Whoever comes later is not told of what was removed.
      file: sorted(files, (file) => sees(file) && file.removedAt === null),
      preferences: sorted(preferences, ({ id }) => id === userId),
      reminder: sorted(reminders, ({ ownerId }) => ownerId === userId),
      ticket: sorted(tickets, ({ authorId }) => authorId === userId),
      account: [],
      device: [],
    };
  }

  #change(userId: string, change: (told: Told) => Told | null): void {
    const all = this.told.get(userId) ?? [];
    all.splice(0, all.length, ...all.flatMap((told) => change(told) ?? []));
  }
}

function saidBy({ name, args }: Command, by: Actor, { comments }: Workspace): Said | null {
  const isSaid = name.startsWith('comment.') && 'text' in args && 'commentId' in args;
  if (!isSaid || args.commentId === undefined) return null;
  const { commentId: id, text = '' } = args;
  return { id, by, text, moment: comments.get(id)?.moment };
}

/** The row as it speaks of these comments; null where there are none. */
function rowSaying(told: Told, said: readonly Said[]): Told | null {
  const newest = said.at(-1);
  if (!newest) return null;
  const person = ({ by }: Said) => ({ id: by.userId, name: by.name });
  const people = said.toReversed().map(person);
  const data = {
    commentId: newest.id,
    excerpt: excerptOf(newest.text),
    ...(newest.moment && { moment: newest.moment }),
    ...(said.length > 1 && {
      count: said.length,
      people: people.filter(({ id }, at) => people.findIndex((each) => each.id === id) === at),
    }),
  };
  return { ...told, actor: person(newest), data, said };
}

/** Null where it is a row of its own. */
function foldedInto(
  earlier: Told,
  facts: Facts & Pick<Told, 'said'>,
  at: number,
): (Facts & Pick<Told, 'said'>) | 'nothing' | null {
  const [was, is] = [earlier.data, facts.data];
  if (facts.kind === 'comment.added') {
    return rowSaying({ ...earlier, ...facts }, [...(earlier.said ?? []), ...(facts.said ?? [])]);
  }
  if (kinds[facts.kind].folding === 'per-actor') return facts;
  if (kinds[facts.kind].folding !== 'shortly' || at - earlier.at >= changeFoldMs) return null;
  if (!('to' in is) || !('from' in was)) return null;
  // The one who is told has moved it in between.
  if (!isDeepStrictEqual(was.to, is.from)) return null;
  return isDeepStrictEqual(was.from, is.to)
    ? 'nothing'
    : { ...facts, data: { ...is, from: was.from } as Facts['data'] };
}

class Simulation {
  readonly oracle = new Oracle();
  readonly devices: readonly (readonly ChangeLogDevice[])[];
  readonly #world: TestWorkspace;
  readonly #senders: readonly Device[];
  readonly #sent: {
    readonly by: Device;
    readonly sent: SentCommand;
    readonly outcome: CommandOutcome;
  }[] = [];

  constructor(world: TestWorkspace) {
    this.#world = world;
    this.#senders = people.map((actor) => world.device(actor));
    this.devices = people.map(({ userId }) => [
      new ChangeLogDevice(userId),
      new ChangeLogDevice(userId),
    ]);
  }

  async step(step: Step): Promise<void> {
    switch (step.does) {
      case 'send':
        return this.#send(step);
      case 'repeat':
        return this.#repeat(step.which);
      case 'bring':
        return this.#bring(step.which);
      case 'wait':
        this.#world.clock.pass(step.ms);
        return;
      case 'pull':
        await this.#pull(this.devices[step.who]?.[step.device], step.limit, step.fate);
        return;
    }
  }

  async settle(): Promise<void> {
    for (const device of this.devices.flat()) {
      while (await this.#pull(device, 3, 'applied'));
    }
  }

  async #send({ tries, isWild, twice }: Extract<Step, { does: 'send' }>): Promise<void> {
    this.#world.clock.pass(1);
    const now = this.#world.clock.now();
    const isAllowed = ({ who: index, command }: (typeof tries)[number]) => {
      const actor = people[index];
      return actor && this.oracle.refusal(actor, command, now) === null;
    };
    const { who: index, command } = (isWild ? null : tries.find(isAllowed)) ?? tries[0] ?? {};
    const by = this.#senders[index ?? 0];
    if (!by || !command) return;
    const expected = this.oracle.decide(by.actor, command, this.#world.clock.now());
    const sent = by.wrap(command);
    const answer = await this.#world.service.execute(by.actor, {
      commands: twice ? [sent, sent] : [sent],
    });
    expect(answer.ok).toBe(true);
    if (!answer.ok) return;
    const [outcome, again] = answer.value.outcomes;
    if (again) expect(again).toEqual(outcome);
    expect(outcome?.code ?? null).toBe(expected);
    if (outcome) this.#sent.push({ by, sent, outcome });
  }

  async #bring(which: number): Promise<void> {
    this.#world.clock.pass(1);
    const { actor, trackId } = this.oracle.lonely(which) ?? {};
    if (!actor || trackId === undefined) return;
    const arrived = broughtBy(actor, trackId, 0);
    this.oracle.bring(actor, trackId, this.#world.clock.now());
    expect(await this.#world.service.addVersion(arrived)).toBeNull();
  }

  /** The reply was lost, and the device asks again, much later. */
  async #repeat(which: number): Promise<void> {
    const old = this.#sent[which % Math.max(1, this.#sent.length)];
    // CM12: what is older than half a year is not known any more.
    if (!old || this.#world.clock.now() - old.sent.at >= outcomeLifetimeMs) return;
    const answer = await this.#world.service.execute(old.by.actor, { commands: [old.sent] });
    expect(answer).toEqual({ ok: true, value: { outcomes: [old.outcome] } });
  }

  async #pull(
    device: ChangeLogDevice | undefined,
    limit: number,
    fate: 'applied' | 'lost' | 'doubled',
  ): Promise<boolean> {
    if (!device) return false;
    const page = await this.#world.service.changes(device.userId, device.cursor, limit);
    const seqs = page.changes.map(({ seq }) => seq);
    expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
    expect(seqs.every((seq) => seq > page.after && seq <= page.to)).toBe(true);
    expect(page.to).toBeLessThanOrEqual(page.head);
    if (!page.more) expect(page.to).toBe(page.head);
    if (fate === 'lost') return page.more;
    expect(device.apply(page)).toBe(true);
    if (fate === 'doubled' && page.to > page.after) expect(device.apply(page)).toBe(false);
    return page.more;
  }
}

const isRemoved = (file: unknown): boolean =>
  typeof file === 'object' && file !== null && 'removedAt' in file && file.removedAt !== null;

const signUpAll = async (): Promise<TestWorkspace> => {
  const world = await openTestWorkspace();
  for (const { name } of people) await world.signUp(name);
  return world;
};

describe('a workspace of three people', () => {
  const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
  const numRuns = Number(process.env['RUNS'] ?? 100);
  beforeAll(() => {
    process.stdout.write(`workspace simulation: SEED=${seed} RUNS=${numRuns}\n`);
  });
  const worlds: TestWorkspace[] = [];
  afterAll(async () => {
    for (const world of worlds) await world.close();
  });

  it(
    'CL3 CL5 CL6 CM1 CM7 NT2 NT7 shows every device what its person may see, once',
    async () => {
      const seen = new Map<string, number>();
      const property = fc.asyncProperty(
        fc.array(arbitraryStep, { minLength: 60, maxLength: 160, size: 'max' }),
        async (steps) => {
          const world = await signUpAll();
          worlds.push(world);
          const simulation = new Simulation(world);
          for (const step of steps) await simulation.step(step);
          await simulation.settle();
          for (const [index, { userId }] of people.entries()) {
            const expected = simulation.oracle.contentsFor(userId);
            const told = simulation.oracle.told.get(userId) ?? [];
            for (const { kind } of told) seen.set(kind, (seen.get(kind) ?? 0) + 1);
            for (const device of simulation.devices[index] ?? []) {
              const { notification, file, ...rest } = device.contents();
              const there = file.filter((each) => !isRemoved(each));
              expect({ ...rest, file: there }).toEqual(expected);
              const records = device.rows.notification.values().map(({ body }) => body);
              const inOrder = [...records].sort((a, b) => a.ordinal - b.ordinal);
              expect(inOrder.map(({ id: _, ...row }) => row)).toEqual(
                told.map(({ at: createdAt, said: _, ...row }) => ({ ...row, createdAt })),
              );
              expect(device.ordinalHead).toBe(simulation.oracle.ordinals.get(userId));
              expect(notification).toHaveLength(told.length);
            }
          }
          await world.close();
          worlds.pop();
        },
      );
      const run = await fc.check(property, { seed, numRuns, endOnFailure: true });
      if (run.failed) throw new Error(`SEED=${seed} fails`, { cause: run.errorInstance });
      process.stdout.write(`workspace simulation told ${JSON.stringify([...seen])}\n`);
      for (const kind of [
        'invite.received',
        'invite.accepted',
        'invite.declined',
        'comment.added',
        'comment.mentioned',
        'stage.changed',
        'due.changed',
        'member.joined',
        'member.left',
        'member.removed',
        'track.deleted',
      ]) {
        expect(seen.get(kind) ?? 0, kind).toBeGreaterThan(0);
      }
    },
    15 * 60_000 + 1_000 * numRuns,
  );
});
