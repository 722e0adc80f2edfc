/**
 * Sends what waits in the outbox, oldest first, in the order of acting. A repeated id is answered from
 * the server's stored outcomes, so a lost reply does no harm; two senders at once (a leader that has
 * just lost its lock) do none either.
 */
import type { OutboxStore } from '#lib/storage/outbox-store.ts';
import type { SentCommand } from '#shared/protocol/messages.ts';
import { isTooMuch, resultOf, type Api, type ApiFault } from './api.ts';
import type { LoopResult } from '#shared/base/loop.ts';
import { isLeast, patienceFor, type Meter } from './pace.ts';

export interface SendDependencies {
  readonly api: Pick<Api, 'commands'>;
  readonly outbox: OutboxStore;
  /** Of what leaves this device. */
  readonly up: Meter;
  readonly onFault: (fault: ApiFault) => void;
  /** Something was decided: its effects can be pulled. */
  readonly onOutcomes: () => void;
}

/** Two tabs or copies may count at the same time; more of it in a row is a fault. */
const renumberingsMost = 2;

export async function send(dependencies: SendDependencies): Promise<LoopResult> {
  const { api, outbox, up, onFault, onOutcomes } = dependencies;
  let renumberings = 0;
  for (;;) {
    const pace = up.pace();
    const batch = await outbox.takeBatch(pace.bytes);
    const [first] = batch;
    if (!first) return 'done';
    const bytes = bytesOf(batch);
    const answer = await up.carry(
      () => api.commands(batch, patienceFor(pace, bytes)),
      () => bytes,
      isTooMuch,
    );
    if (!answer.ok) {
      onFault(answer.error);
      if (isTooMuch(answer.error)) {
        if (batch.length > 1 && !isLeast(pace)) continue;
        // Alone it is too much, too: it holds up no other.
        await outbox.countFault(first.id);
      }
      if (answer.error.kind === 'failed') await outbox.countFault(first.id);
      if (answer.error.kind !== 'conflict') return resultOf(answer.error);
      if (renumberings === renumberingsMost) return { retry: 0 };
      renumberings += 1;
      await outbox.renumber(answer.error.last, answer.error.ids);
      continue;
    }
    const { outcomes } = answer.value;
    const decided = await outbox.keepOutcomes(outcomes);
    for (const { last } of outcomes) if (last !== undefined) await outbox.renumber(last, []);
    if (decided === 0) return { retry: 0 };
    renumberings = 0;
    onOutcomes();
  }
}

const bytesOf = (batch: readonly SentCommand[]): number =>
  new TextEncoder().encode(JSON.stringify(batch)).length;
