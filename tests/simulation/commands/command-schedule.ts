/**
 * This is one schedule of the command simulation: three people with two devices each on a real
 * service and a real database; what they do, how the line, the tabs, the clocks and the server
 * fail, all drawn from one seed. `run` throws where an invariant is broken.
 */
import type { ApiFault } from '#lib/sync/api.ts';
import { createRandom, type Random } from '#shared/base/random.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import { day, minute } from '#shared/base/time.ts';
import { outcomeLifetimeMs } from '#shared/workspace/limits.ts';
import type { ChangesAnswer, CommandAnswer, SentCommand } from '#shared/protocol/messages.ts';
import type { Command } from '#shared/workspace/commands.ts';
import { refusalOf } from '#shared/workspace/rules.ts';
import { memberOf } from '#shared/workspace/slice.ts';
import type { BrokenCommandRule } from './broken.ts';
import type { CommandFault, FaultCounts } from './command-faults.ts';
import { CommandInvariants } from './command-invariants.ts';
import { wishFor, type WishSource } from './command-wishes.ts';
import { SimulatedDevice, unreachable, type Asked } from './simulated-device.ts';
import {
  keepCopy,
  restoreCopy,
  ServerKilled,
  watchedStore,
  type WatchedStore,
} from './watched-store.ts';
import { people } from '../../support/workspace-arbitraries.ts';
import { openTestWorkspace, type TestWorkspace } from '../../support/workspace.ts';

const events = 200;
/** The server has let go of every outcome there was. */
const longAfter = outcomeLifetimeMs + day;

export class CommandSchedule {
  readonly #random: Random;
  readonly #world: TestWorkspace;
  readonly #watch: WatchedStore;
  readonly #devices: readonly SimulatedDevice[];
  readonly #faults: FaultCounts;
  readonly #late: { readonly device: SimulatedDevice; readonly sent: readonly SentCommand[] }[] =
    [];
  readonly #latePages: {
    readonly device: SimulatedDevice;
    readonly page: ChangesAnswer;
    readonly asked: Asked;
  }[] = [];
  #backup: { readonly commits: number } | null = null;
  readonly #invariants: CommandInvariants;
  readonly #wishes: WishSource;
  #texts = 0;

  private constructor(
    random: Random,
    world: TestWorkspace,
    watch: WatchedStore,
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
    this.#invariants = new CommandInvariants(this.#devices, watch.committed);
    this.#wishes = { random, id: () => world.id(), text: () => `Text ${(this.#texts += 1)}` };
  }

  /** @throws where an invariant does not hold */
  static async run(
    seed: number,
    faults: FaultCounts,
    broken: BrokenCommandRule | null,
  ): Promise<void> {
    const random = createRandom(seed);
    let watch: WatchedStore | undefined;
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
      schedule.#invariants.checkFinally();
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
    this.#invariants.checkLeaving();
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
      const command = wishFor(device.actor, workspace, this.#wishes);
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
    this.#invariants.acted(id, device);
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
      return answer.ok ? ok(answer.value) : err({ kind: 'conflict', ...answer.error } as const);
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
        this.#invariants.wiped(device);
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
        this.#invariants.wiped(device);
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
        this.#pass(random.pick([minute, day, 15 * day, longAfter, longAfter]));
        for (const each of this.#devices) each.outbox.resume();
        return;
    }
  }

  #pass(ms: number): void {
    this.#world.clock.pass(ms);
    if (ms <= outcomeLifetimeMs) return;
    this.#hit('half a year passes');
    this.#invariants.forgets();
  }

  async #renewEpoch(userId: string): Promise<void> {
    await this.#world.store.write(async (tx) => {
      const head = (await tx.heads([userId])).get(userId);
      await tx.renewHead(userId, this.#world.id(), (head?.ordinal ?? 0) + 1_000);
    });
  }

  /**
   * Restores a backup: what was decided since is lost to the server. Devices that still hold it
   * send it again; what had left their outboxes is lost, as the operator of a restore is told.
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
        this.#invariants.lost(id);
      }
    }
  }

  /** Removes by the owner's first device, at once; the invited answer on theirs. */
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

  // Against the server itself.

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
