/** What waits and what was refused, as the page about syncing shows it. */
import type { OutboxReader, Unsent } from '#lib/ports/outbox.ts';
import type { StatusReader, SyncStatus } from '#lib/ports/status.ts';
import { Watched } from './watched.svelte.ts';

export class SyncModel {
  readonly #status: Watched<SyncStatus>;
  readonly #unsent: Watched<Unsent>;

  constructor(status: StatusReader, outbox: OutboxReader) {
    this.#status = new Watched(status.status());
    this.#unsent = new Watched(outbox.unsent());
  }

  get status(): SyncStatus | undefined {
    return this.#status.value;
  }

  get unsent(): Unsent | undefined {
    return this.#unsent.value;
  }

  dispose(): void {
    this.#status.dispose();
    this.#unsent.dispose();
  }
}
