/**
 * These invariants hold in the command simulation: in the order of acting, at most once, with a
 * fate that is the truth, and nothing leaves an outbox before its effect has arrived. They watch
 * what devices did.
 */
import type { OutboxRow } from '#lib/storage/acts-database.ts';
import type { Workspace } from '#shared/workspace/slice.ts';
import type { StoredOutcome } from '../../../sync-server/storage/workspace-store.ts';
import { fateOf, type SimulatedDevice } from './simulated-device.ts';

export class CommandInvariants {
  readonly #devices: readonly SimulatedDevice[];
  readonly #committed: readonly StoredOutcome[];
  /** The place of each act in the order of acting on its device, as the server knows the device. */
  readonly #orders = new Map<string, { readonly device: string; readonly order: number }>();
  /** The rows of each outbox after the event before. */
  readonly #outboxes = new Map<SimulatedDevice, readonly OutboxRow[]>();
  #acted = 0;
  readonly #aside = new Set<string>();
  /** Devices whose outbox was replaced just now. */
  readonly #isWiped = new Set<SimulatedDevice>();
  #isForgetful = false;

  /** @param committed grows, and shrinks where a backup is restored */
  constructor(devices: readonly SimulatedDevice[], committed: readonly StoredOutcome[]) {
    this.#devices = devices;
    this.#committed = committed;
  }

  acted(id: string, device: SimulatedDevice): void {
    this.#orders.set(id, { device: device.name, order: (this.#acted += 1) });
  }

  /** Sent again after what was acted later: the server had both before. */
  lost(id: string): void {
    this.#orders.delete(id);
  }

  /** The server lets go of outcomes from now on. */
  forgets(): void {
    this.#isForgetful = true;
  }

  wiped(device: SimulatedDevice): void {
    this.#isWiped.add(device);
  }

  /**
   * Checks that a row leaves only when its effect has arrived, so nothing vanishes and comes back.
   */
  checkLeaving(): void {
    const outcomes = this.#outcomes();
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

  /** Checks what holds after everything was exchanged. */
  checkFinally(): void {
    this.#checkEffects();
    for (const device of this.#devices) {
      this.#checkFates(device);
      checkScreen(device, device.screen().workspace);
    }
  }

  #outcomes() {
    return new Map(this.#committed.map(({ outcome }) => [outcome.id, outcome]));
  }

  #checkEffects(): void {
    const effects = new Map<string, number>();
    const last = new Map<string, number>();
    for (const { outcome } of this.#committed) {
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
  }

  #checkFates(device: SimulatedDevice): void {
    const outcomes = this.#outcomes();
    for (const { id, command } of device.acts) {
      const row = device.outbox.rows.find((candidate) => candidate.id === id);
      const told = row ? fateOf(row) : device.fates.get(id);
      const truth = outcomes.get(id)?.status;
      // Nobody can tell any more: whatever it came to was told truly, and it came to it once.
      if (this.#isForgetful && told === 'too-old') continue;
      if (!told || told !== truth) {
        throw new Error(
          `The fate of ${command.name} ${id} is ${truth ?? 'open'}, its device says ${told ?? row?.state ?? 'nothing'}`,
        );
      }
    }
  }
}

function checkScreen(device: SimulatedDevice, { comments }: Workspace): void {
  const texts = [...comments.values()].map(({ text }) => text);
  if (new Set(texts).size < texts.length) throw new Error('A comment is there twice');
  if (device.screen().waiting.size > 0) throw new Error('Something waits after the exchange');
}
