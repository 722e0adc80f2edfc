/** This model is the status in the header: one of five words, and what a click on it does. */
import type { StatusReader, SyncStatus, UpdateReader, UpdateState } from '#lib/ports/session.ts';
import { en } from '#lib/words/en.ts';
import { Watched } from './watched.svelte.ts';

export interface StatusView {
  readonly kind: SyncStatus['kind'] | 'update';
  readonly text: string;
}

export class StatusModel {
  readonly #status: Watched<SyncStatus>;
  readonly #update: Watched<UpdateState>;
  readonly #view = $derived.by<StatusView>(() => {
    const update = this.#update.value ?? 'none';
    if (update !== 'none') return { kind: 'update', text: en.status[update] };
    const status = this.#status.value ?? { kind: 'syncing' as const, waiting: 0, coming: 0 };
    // There is nobody to sign in as: what is left to do stands on the page about syncing.
    const isGone = 'hindrance' in status && status.hindrance === 'account-gone';
    return { kind: isGone ? 'offline' : status.kind, text: statusText(status) };
  });

  constructor(status: StatusReader, updates: UpdateReader) {
    this.#status = new Watched(status.status());
    this.#update = new Watched(updates.update());
  }

  get view(): StatusView {
    return this.#view;
  }

  /** Tells whether what is on screen may be taken for all there is. */
  get isLive(): boolean {
    return this.#status.value?.kind === 'live';
  }

  /** Tells whether news of the server cannot come. */
  get isCutOff(): boolean {
    return ['offline', 'sign-in', 'broken'].includes(this.#status.value?.kind ?? '');
  }

  dispose(): void {
    this.#status.dispose();
    this.#update.dispose();
  }
}

/** Says where this device stands with the server. */
export function statusText(status: SyncStatus): string {
  const hindrance = 'hindrance' in status ? status.hindrance : undefined;
  if (hindrance && hindrance !== 'foreign') return en.status.hindrances[hindrance];
  switch (status.kind) {
    case 'live':
      return en.status.live;
    case 'syncing':
      return en.status.syncing(status.waiting + status.coming);
    case 'offline':
      return en.status.offline(status.waiting);
    case 'sign-in':
      return en.status.signIn;
    case 'broken':
      return en.status.broken;
  }
}
