/** What waits, what was refused, and what each device last said, as the page about syncing shows it. */
import type { DevicesReader, DeviceView } from '#lib/ports/devices.ts';
import type { OutboxReader, Unsent } from '#lib/ports/outbox.ts';
import type { StatusReader, SyncStatus } from '#lib/ports/status.ts';
import { Watched } from './watched.svelte.ts';

export class SyncModel {
  readonly #devices: Watched<readonly DeviceView[]>;
  readonly #status: Watched<SyncStatus>;
  readonly #unsent: Watched<Unsent>;

  constructor(status: StatusReader, outbox: OutboxReader, devices: DevicesReader) {
    this.#devices = new Watched(devices.devices());
    this.#status = new Watched(status.status());
    this.#unsent = new Watched(outbox.unsent());
  }

  get status(): SyncStatus | undefined {
    return this.#status.value;
  }

  get unsent(): Unsent | undefined {
    return this.#unsent.value;
  }

  /** Last heard of first. */
  get devices(): readonly DeviceView[] {
    return this.#devices.value ?? [];
  }

  dispose(): void {
    this.#devices.dispose();
    this.#status.dispose();
    this.#unsent.dispose();
  }
}
