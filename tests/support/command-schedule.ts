/**
 * One schedule of the command simulation: three people with two devices each on a real service and a
 * real database; what they do, how the line, the tabs, the clocks and the server fail, all drawn from
 * one seed. `run` throws where an invariant is broken.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { OutboxRow } from '#lib/storage/acts-database.ts';
import type { ApiFault } from '#lib/sync/api.ts';
import { createRandom, type Random } from '#shared/base/random.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import { day, minute } from '#shared/base/time.ts';
import type { ChangesAnswer, CommandAnswer, SentCommand } from '#shared/protocol/messages.ts';
import type { Command } from '#shared/tracks/commands.ts';
import { stages } from '#shared/tracks/entities.ts';
import { refusalOf } from '#shared/tracks/rules.ts';
import { memberOf, type Workspace } from '#shared/tracks/workspace.ts';
import type { StoredOutcome, WorkspaceStore } from '../../sync-server/storage/workspace-store.ts';
import type { BrokenCommandRule } from '../simulation/broken/commands.ts';
import { SimulatedDevice, unreachable, type Asked } from './simulated-device.ts';
import { people } from './workspace-arbitraries.ts';
import { openTestWorkspace, type TestWorkspace } from './workspace.ts';

export const commandFaults = [
  'request lost',
  'reply lost after commit',
  'request delivered again, late',
  'server killed between receive and commit',
  'server killed between two commands',
  'server fails on one command for ever',
  'tab closed before sending',
  'tab closed with the answer on its way',
  'two tabs send at once',
  'signed out by the server',
  'page lost',
  'page doubled',
  'page applied late',
  'clock off by a day',
  'storage cleared',
  'older profile restored',
  'new epoch',
  'server restored from a backup',
  'member removed and added again',
] as const;
export type CommandFault = (typeof commandFaults)[number];

export type FaultCounts = Map<CommandFault, number>;

const events = 200;

class ServerKilled extends Error {}

/** Counts what is committed, and fails where it is told to. */
function watchedStore(store: WorkspaceStore, broken: BrokenCommandRule | null) {
  const committed: StoredOutcome[] = [];
  let commitsLeft = Number.POSITIVE_INFINITY;
  const poisoned = new Set<string>();
  const wrapped: WorkspaceStore = {
    ...store,
    read: (work) => store.read(work),
    async write(work) {
      const outcomes: StoredOutcome[] = [];
      const result = await store.write(async (tx) => {
        const value = await work(
          new Proxy(tx, {
            get(target, key) {
              const method: unknown = Reflect.get(target, key, target);
              if (typeof method !== 'function') return method;
              if (key === 'outcome' && broken === 'the server stores outcomes with their effects') {
                return () => Promise.resolve(null);
              }
              if (key !== 'storeOutcome') return method.bind(target) as unknown;
              return async (userId: string, stored: StoredOutcome, at: number) => {
                if (poisoned.has(stored.outcome.id)) throw new ServerKilled('poisoned');
                outcomes.push(stored);
                if (broken === 'the server stores outcomes with their effects') return;
                await target.storeOutcome(userId, stored, at);
              };
            },
          }),
        );
        if (outcomes.length > 0) {
          if (commitsLeft <= 0) throw new ServerKilled('before commit');
          commitsLeft -= 1;
        }
        return value;
      });
      committed.push(...outcomes);
      return result;
    },
  };
  return {
    wrapped,
    committed,
    poisoned,
    /** The next so many commands are committed, then the server is gone until `heal`. */
    killAfter(commits: number) {
      commitsLeft = commits;
    },
    heal() {
      commitsLeft = Number.POSITIVE_INFINITY;
    },
  };
}

function tablesOf(sqlite: DatabaseSync): readonly string[] {
  const rows = sqlite.prepare("select name from main.sqlite_master where type = 'table'").all();
  return rows.map(({ name }) => String(name)).filter((name) => !name.startsWith('sqlite_'));
}

function keepCopy(sqlite: DatabaseSync): void {
  sqlite.exec("attach ':memory:' as kept");
  for (const table of tablesOf(sqlite)) {
    sqlite.exec(`create table kept."${table}" as select * from main."${table}"`);
  }
}

function restoreCopy(sqlite: DatabaseSync): void {
  sqlite.exec('pragma foreign_keys = off; begin');
  for (const table of tablesOf(sqlite)) {
    sqlite.exec(`delete from main."${table}"`);
    sqlite.exec(`insert into main."${table}" select * from kept."${table}"`);
  }
  sqlite.exec('commit; pragma foreign_keys = on; detach kept');
}

export class CommandSchedule {
  readonly #random: Random;
  readonly #world: TestWorkspace;
  readonly #watch: ReturnType<typeof watchedStore>;
  readonly #devices: readonly SimulatedDevice[];
  readonly #faults: FaultCounts;
  readonly #late: { readonly device: SimulatedDevice; readonly sent: readonly SentCommand[] }[] =
    [];
  readonly #latePages: {
    readonly device: SimulatedDevice;
    readonly page: ChangesAnswer;
    readonly asked: Asked;
  }[] = [];
  /** Where each act stood in the order of acting on its device, as the server knows the device. */
  readonly #orders = new Map<string, { readonly device: string; readonly order: number }>();
  #backup: { readonly commits: number } | null = null;
  /** What lay in each outbox after the event before. */
  readonly #outboxes = new Map<SimulatedDevice, readonly OutboxRow[]>();
  #acted = 0;
  readonly #aside = new Set<string>();
  /** Devices whose outbox was replaced just now. */
  readonly #isWiped = new Set<SimulatedDevice>();
  readonly #texts = new Set<string>();

  private constructor(
    random: Random,
    world: TestWorkspace,
    watch: ReturnType<typeof watchedStore>,
    faults: FaultCounts,
    broken: BrokenCommandRule | null,
  ) {
    this.#random = random;
    this.#world = world;
    this.#watch = watch;
    this.#faults = faults;
    this.#devices = people.flatMap((actor) =>
      [0, 1].map(() => new SimulatedDevice(actor, () => world.id(), broken)),
    );
  }

  /** @throws where an invariant does not hold */
  static async run(
    seed: number,
    faults: FaultCounts,
    broken: BrokenCommandRule | null,
  ): Promise<void> {
    const random = createRandom(seed);
    let watch: ReturnType<typeof watchedStore> | undefined;
    const world = await openTestWorkspace({
      random,
      wrap(store) {
        watch = watchedStore(store, broken);
        return watch.wrapped;
      },
    });
    try {
      for (const { name } of people) await world.signUp(name);
      if (!watch) throw new Error('Invariant broken: a workspace wraps its store');
      const schedule = new CommandSchedule(random, world, watch, faults, broken);
      for (let event = 0; event < events; event += 1) await schedule.#step();
      await schedule.#settle();
      schedule.#check(schedule.#devices.map((device) => device.screen().workspace));
      await schedule.#checkAgainstServer();
    } finally {
      await world.close();
    }
  }

  async #step(): Promise<void> {
    const random = this.#random;
    this.#world.clock.pass(1 + random.int(2_000));
    const device = random.pick(this.#devices);
    const dice = random.int(100);
    if (dice < 52) this.#act(device);
    else if (dice < 74) await this.#send(device);
    else if (dice < 92) await this.#pull(device);
    else await this.#disturb(device);
    this.#checkLeaving();
  }

  #hit(fault: CommandFault): void {
    this.#faults.set(fault, (this.#faults.get(fault) ?? 0) + 1);
  }

  // What a person does, from what their screen shows.

  #act(device: SimulatedDevice): void {
    const now = this.#world.clock.now();
    const { workspace } = device.screen();
    const isWild = this.#random.int(10) === 0;
    for (let attempt = 0; attempt < 8; attempt += 1) {
      const command = this.#wish(workspace, device);
      if (!command) continue;
      const at = now + device.clockSkew;
      const circumstances = { actor: device.actor, at, inviteeId: null };
      if (!isWild && refusalOf(workspace, command, circumstances) !== null) continue;
      this.#actOn(device, command);
      return;
    }
  }

  #actOn(device: SimulatedDevice, command: Command): void {
    const id = device.act(command, this.#world.clock.now());
    this.#orders.set(id, { device: device.name, order: (this.#acted += 1) });
  }

  #wish(workspace: Workspace, device: SimulatedDevice): Command | null {
    const random = this.#random;
    const { actor } = device;
    const some = <T>(map: ReadonlyMap<string, T>): T | undefined =>
      map.size > 0 ? random.pick([...map.values()]) : undefined;
    const track = some(workspace.tracks);
    const kind = random.int(20);
    if (kind < 2 || !track) {
      const answerable = [...workspace.invites.values()].filter(
        ({ state, inviterId }) => state === 'pending' && inviterId !== actor.userId,
      );
      if (answerable.length > 0) {
        const { id: inviteId } = random.pick(answerable);
        return random.int(4) === 0
          ? { name: 'invite.decline.v1', args: { inviteId } }
          : { name: 'invite.accept.v1', args: { inviteId } };
      }
      if (workspace.tracks.size >= 4) return null;
      return {
        name: 'track.create.v1',
        args: { trackId: this.#world.id(), title: 'Midnight Drive' },
      };
    }
    const trackId = track.id;
    if (kind < 6)
      return { name: 'track.setStage.v1', args: { trackId, stage: random.pick(stages) } };
    if (kind < 7) return { name: 'track.rename.v1', args: { trackId, title: this.#text() } };
    if (kind < 8) return { name: 'track.setNotes.v1', args: { trackId, notes: this.#text() } };
    if (kind < 13) {
      const commentId = this.#world.id();
      return { name: 'comment.add.v1', args: { commentId, trackId, text: this.#text() } };
    }
    if (kind < 15) {
      const { email } = random.pick(people);
      return { name: 'invite.send.v1', args: { inviteId: this.#world.id(), trackId, email } };
    }
    if (kind < 16) {
      const comment = some(workspace.comments);
      if (!comment) return null;
      return random.int(2) === 0
        ? {
            name: 'comment.edit.v2',
            args: {
              commentId: comment.id,
              text: this.#text(),
              mentions: [random.pick(people).userId],
            },
          }
        : { name: 'comment.delete.v1', args: { commentId: comment.id } };
    }
    if (kind < 17) {
      const invite = some(workspace.invites);
      return invite ? { name: 'invite.revoke.v1', args: { inviteId: invite.id } } : null;
    }
    if (kind < 18) {
      const { userId } = random.pick(people);
      return { name: 'member.remove.v1', args: { trackId, userId } };
    }
    if (kind < 19) return { name: 'member.leave.v1', args: { trackId } };
    return random.int(4) === 0 ? { name: 'track.delete.v1', args: { trackId } } : null;
  }

  /** Each is written once, so that it is seen where something takes effect twice. */
  #text(): string {
    const text = `Text ${this.#texts.size}`;
    this.#texts.add(text);
    return text;
  }

  // The line up.

  async #send(device: SimulatedDevice): Promise<void> {
    const fate = this.#random.int(16);
    switch (fate) {
      case 0:
        if (await this.#isIdle(device)) return;
        this.#hit('request lost');
        return device.send({ commands: unreachable });
      case 1:
        return device.send(this.#once(device, 'reply lost after commit'));
      case 2:
        return device.send({
          commands: async (sent) => {
            this.#late.push({ device, sent });
            return this.#deliver(device, sent);
          },
        });
      case 3:
        return this.#sendToDying(device, 0, 'server killed between receive and commit');
      case 4:
        return this.#sendToDying(
          device,
          1 + this.#random.int(3),
          'server killed between two commands',
        );
      case 5:
        return this.#sendPoisoned(device);
      case 6:
        if (await this.#isIdle(device)) return;
        this.#hit('tab closed before sending');
        await device.outbox.takeBatch();
        return;
      case 7:
        return device.send(this.#once(device, 'tab closed with the answer on its way'));
      case 8: {
        if (await this.#isIdle(device)) return;
        this.#hit('two tabs send at once');
        await Promise.all([device.send(this.#line(device)), device.send(this.#line(device))]);
        return;
      }
      case 9:
        if (await this.#isIdle(device)) return;
        this.#hit('signed out by the server');
        return device.send({
          commands: () => Promise.resolve(err({ kind: 'unauthenticated' } as const)),
        });
      default:
        return device.send(this.#line(device));
    }
  }

  #isIdle(device: SimulatedDevice): Promise<boolean> {
    return Promise.resolve(!device.outbox.rows.some(({ state }) => state === 'waiting'));
  }

  #line(device: SimulatedDevice) {
    return { commands: (sent: readonly SentCommand[]) => this.#deliver(device, sent) };
  }

  /** Decided, but the device never hears of it. */
  #once(device: SimulatedDevice, fault: CommandFault) {
    return {
      commands: async (sent: readonly SentCommand[]) => {
        this.#hit(fault);
        await this.#deliver(device, sent);
        return unreachable();
      },
    };
  }

  async #sendToDying(device: SimulatedDevice, after: number, fault: CommandFault): Promise<void> {
    const waiting = device.outbox.rows.filter(({ state }) => state === 'waiting').length;
    if (waiting <= after) return device.send(this.#line(device));
    this.#hit(fault);
    this.#watch.killAfter(after);
    // The process dies: the request ends without an answer.
    await device.send({
      commands: async (sent) => {
        const answer = await this.#deliver(device, sent);
        return answer.ok ? answer : unreachable();
      },
    });
    this.#watch.heal();
  }

  /** One command the server cannot take: after five faults the rest must go on without it. */
  async #sendPoisoned(device: SimulatedDevice): Promise<void> {
    const row = device.outbox.rows.find(({ state }) => state === 'waiting');
    if (!row || this.#random.int(3) > 0) return device.send(this.#line(device));
    this.#hit('server fails on one command for ever');
    this.#watch.poisoned.add(row.id);
    for (let attempt = 0; attempt < 6; attempt += 1) await device.send(this.#line(device));
    this.#watch.poisoned.delete(row.id);
  }

  async #deliver(
    device: SimulatedDevice,
    commands: readonly SentCommand[],
  ): Promise<Result<CommandAnswer, ApiFault>> {
    try {
      const answer = await this.#world.service.execute(device.actor, { commands });
      return answer.ok ? ok(answer.value) : err({ kind: 'conflict', last: answer.error.last });
    } catch (error) {
      if (error instanceof ServerKilled) return err({ kind: 'failed' });
      throw error;
    }
  }

  // The line down.

  async #pull(device: SimulatedDevice): Promise<void> {
    const limit = this.#random.pick([1, 2, 5, 200]);
    const asked = device.ask();
    const page = await this.#page(device, limit);
    const fate = this.#random.int(10);
    if (fate === 0) {
      this.#hit('page lost');
      device.lose(page);
      return;
    }
    if (fate === 1) this.#latePages.push({ device, page, asked });
    await device.apply(page, asked);
    if (fate !== 2) return;
    this.#hit('page doubled');
    await device.apply(page, asked);
  }

  #page(
    { actor, feed: { cursor, epoch } }: SimulatedDevice,
    limit: number,
  ): Promise<ChangesAnswer> {
    const of = epoch === '' ? undefined : epoch;
    return this.#world.service.changes(actor.userId, cursor, limit, of);
  }

  // What else happens to devices and servers.

  async #disturb(device: SimulatedDevice): Promise<void> {
    const random = this.#random;
    switch (random.int(10)) {
      case 9:
        return this.#backUpOrRestore();
      case 0:
        this.#hit('clock off by a day');
        device.clockSkew = random.pick([-day, 0, day]);
        return;
      case 1:
        if (random.int(4) > 0) return;
        this.#hit('storage cleared');
        device.clear();
        this.#isWiped.add(device);
        return;
      case 2:
        device.backup = {
          outbox: device.outbox.copy(),
          acts: new Set(device.acts.map(({ id }) => id)),
        };
        return;
      case 3: {
        const { backup } = device;
        if (!backup) return;
        this.#hit('older profile restored');
        device.outbox.restore(backup.outbox);
        device.acts = device.acts.filter(({ id }) => backup.acts.has(id));
        this.#isWiped.add(device);
        device.backup = null;
        return;
      }
      case 4:
        if (random.int(3) > 0) return;
        this.#hit('new epoch');
        return this.#renewEpoch(device.actor.userId);
      case 5: {
        const late = this.#late.shift();
        if (!late) return;
        this.#hit('request delivered again, late');
        await this.#deliver(late.device, late.sent);
        return;
      }
      case 6: {
        const late = this.#latePages.shift();
        if (!late) return;
        this.#hit('page applied late');
        await late.device.apply(late.page, late.asked);
        return;
      }
      case 7:
        return this.#removeAndInvite();
      case 8:
        this.#world.clock.pass(random.pick([minute, day, 15 * day]));
        for (const each of this.#devices) each.outbox.resume();
        return;
    }
  }

  async #renewEpoch(userId: string): Promise<void> {
    await this.#world.store.write(async (tx) => {
      const head = (await tx.heads([userId])).get(userId);
      await tx.renewHead(userId, this.#world.id(), (head?.ordinal ?? 0) + 1_000);
    });
  }

  /**
   * What was decided since the backup is lost to the server. Devices that still hold it send it again;
   * what had left their outboxes is lost, as the operator of a restore is told.
   */
  async #backUpOrRestore(): Promise<void> {
    const { database } = this.#world;
    const { committed } = this.#watch;
    if (!this.#backup) {
      await database.exclusive(keepCopy);
      this.#backup = { commits: committed.length };
      return;
    }
    const { commits } = this.#backup;
    this.#backup = null;
    this.#hit('server restored from a backup');
    await database.exclusive(restoreCopy);
    for (const { actor } of this.#devices) await this.#renewEpoch(actor.userId);
    const lost = new Set(committed.splice(commits).map(({ outcome }) => outcome.id));
    for (const device of this.#devices) {
      // A refusal was told already, and stays with the device.
      const open = device.outbox.rows.filter(({ state }) => state !== 'refused');
      const held = new Set(open.map(({ id }) => id));
      device.acts = device.acts.filter(({ id }) => !lost.has(id) || held.has(id));
      for (const id of lost) {
        device.fates.delete(id);
        // Sent again after what was acted later: the server had both before.
        this.#orders.delete(id);
      }
    }
  }

  /** By the owner's first device, at once; the invited answers on theirs. */
  async #removeAndInvite(): Promise<void> {
    for (const owner of this.#devices) {
      const { workspace } = owner.screen();
      for (const track of workspace.tracks.values()) {
        if (track.ownerId !== owner.actor.userId) continue;
        const other = people.find(
          ({ userId }) =>
            userId !== owner.actor.userId && memberOf(workspace, track.id, userId) !== undefined,
        );
        const home = this.#devices.find(({ actor }) => actor.userId === other?.userId);
        if (!other || !home) continue;
        this.#hit('member removed and added again');
        const inviteId = this.#world.id();
        const trackId = track.id;
        this.#actOn(owner, {
          name: 'member.remove.v1',
          args: { trackId, userId: other.userId },
        });
        this.#actOn(owner, {
          name: 'invite.send.v1',
          args: { inviteId, trackId, email: other.email },
        });
        await owner.send(this.#line(owner));
        this.#actOn(home, { name: 'invite.accept.v1', args: { inviteId } });
        await home.send(this.#line(home));
        return;
      }
    }
  }

  /** The network is whole again for as long as it takes. */
  async #settle(): Promise<void> {
    this.#watch.heal();
    for (const { device, sent } of this.#late) await this.#deliver(device, sent);
    for (let round = 0; round < 4; round += 1) {
      for (const device of this.#devices) {
        device.outbox.resume();
        for (let attempt = 0; attempt < 4; attempt += 1) await device.send(this.#line(device));
      }
      for (const device of this.#devices) {
        for (;;) {
          const asked = device.ask();
          const page = await this.#page(device, 50);
          await device.apply(page, asked);
          if (page.epoch === asked.epoch && !page.more) break;
        }
      }
    }
  }

  // Invariants.

  /** A row leaves the outbox only when its effect has arrived, so nothing vanishes and comes back. */
  #checkLeaving(): void {
    const outcomes = new Map(this.#watch.committed.map(({ outcome }) => [outcome.id, outcome]));
    for (const device of this.#devices) {
      const { rows } = device.outbox;
      const before = this.#outboxes.get(device) ?? [];
      this.#outboxes.set(device, rows);
      for (const { id, state } of rows) if (state === 'aside') this.#aside.add(id);
      if (this.#isWiped.delete(device)) continue;
      const held = new Set(rows.map(({ id }) => id));
      for (const { id, command } of before) {
        if (held.has(id)) continue;
        const outcome = outcomes.get(id);
        const { epoch, cursor } = device.feed;
        const isAhead = outcome?.epoch === epoch && outcome.seq > cursor;
        if (!outcome || isAhead)
          throw new Error(`Left the outbox too early: ${command.name} ${id}`);
      }
    }
  }

  #check(screens: readonly Workspace[]): void {
    const effects = new Map<string, number>();
    const last = new Map<string, number>();
    for (const { outcome } of this.#watch.committed) {
      effects.set(outcome.id, (effects.get(outcome.id) ?? 0) + 1);
      const place = this.#orders.get(outcome.id);
      if (!place || this.#aside.has(outcome.id)) continue;
      const before = last.get(place.device) ?? 0;
      if (place.order < before) throw new Error(`Out of order on a device: ${outcome.id}`);
      last.set(place.device, place.order);
    }
    for (const [id, times] of effects) {
      if (times > 1) throw new Error(`Took effect ${times} times: ${id}`);
    }
    const outcomes = new Map(this.#watch.committed.map(({ outcome }) => [outcome.id, outcome]));
    for (const [index, device] of this.#devices.entries()) {
      for (const { id, command } of device.acts) {
        const row = device.outbox.rows.find((candidate) => candidate.id === id);
        const told = row ? (row.state === 'refused' ? 'refused' : null) : device.fates.get(id);
        const truth = outcomes.get(id)?.status;
        if (!told || told !== truth) {
          throw new Error(
            `The fate of ${command.name} ${id} is ${truth ?? 'open'}, its device says ${told ?? row?.state ?? 'nothing'}`,
          );
        }
      }
      const texts = [...(screens[index]?.comments.values() ?? [])].map(({ text }) => text);
      if (new Set(texts).size < texts.length) throw new Error('A comment is there twice');
      if (device.screen().waiting.size > 0) throw new Error('Something waits after the exchange');
    }
  }

  async #checkAgainstServer(): Promise<void> {
    for (const device of this.#devices) {
      const fresh = new SimulatedDevice(device.actor, () => this.#world.id(), null);
      for (;;) {
        const asked = fresh.ask();
        const page = await this.#page(fresh, 500);
        await fresh.apply(page, asked);
        if (!page.more) break;
      }
      const [is, should] = [device.feed.contents(), fresh.feed.contents()];
      if (JSON.stringify(is) !== JSON.stringify(should)) {
        throw new Error(`A device of ${device.actor.name} differs from the server`);
      }
    }
  }
}
