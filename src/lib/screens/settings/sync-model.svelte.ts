/** This model is the page about syncing: what waits, what was refused, what devices last said. */
import type { DevicesReader, DeviceView } from '#lib/ports/feed.ts';
import type {
  StatusReader,
  SyncStatus,
  OutboxReader,
  Unsent,
  DraftKeeper,
  KeptText,
} from '#lib/ports/session.ts';
import { Watched } from '#lib/screens/common/watched.svelte.ts';

export interface SyncModelDependencies {
  readonly status: StatusReader;
  readonly outbox: OutboxReader;
  readonly devices: DevicesReader;
  readonly drafts: DraftKeeper;
}

export class SyncModel {
  readonly #devices: Watched<readonly DeviceView[]>;
  readonly #status: Watched<SyncStatus>;
  readonly #unsent: Watched<Unsent>;
  readonly #texts: Watched<readonly KeptText[]>;
  readonly #drafts: DraftKeeper;

  constructor({ status, outbox, devices, drafts }: SyncModelDependencies) {
    this.#devices = new Watched(devices.devices());
    this.#status = new Watched(status.status());
    this.#unsent = new Watched(outbox.unsent());
    this.#texts = new Watched(drafts.all());
    this.#drafts = drafts;
  }

  get status(): SyncStatus | undefined {
    return this.#status.value;
  }

  get unsent(): Unsent | undefined {
    return this.#unsent.value;
  }

  /** Written on this device and not sent. */
  get texts(): readonly KeptText[] {
    return this.#texts.value ?? [];
  }

  discard({ place }: KeptText): void {
    this.#drafts.keep(place, null);
  }

  /** The devices, the one heard of last first. */
  get devices(): readonly DeviceView[] {
    return this.#devices.value ?? [];
  }

  dispose(): void {
    this.#devices.dispose();
    this.#status.dispose();
    this.#unsent.dispose();
    this.#texts.dispose();
  }
}
