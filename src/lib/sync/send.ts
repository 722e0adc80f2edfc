/**
 * Sends what waits in the outbox, oldest first, in the order of acting. Numbers are given when first
 * sent and never twice; a repeated id is answered from the server's stored outcomes, so a lost reply
 * does no harm.
 */
import type { ActsDatabase, OutboxRow } from '#lib/storage/acts-database.ts';
import { assert } from '#shared/base/assert.ts';
import { commandsPerRequest } from '#shared/protocol/limits.ts';
import type { CommandOutcome, SentCommand } from '#shared/protocol/messages.ts';
import type { Api, ApiFault } from './api.ts';
import type { LoopResult } from './loop.ts';
import { resultOf } from './pull.ts';

export interface SendDependencies {
  readonly api: Api;
  readonly acts: ActsDatabase;
  readonly onFault: (fault: ApiFault) => void;
  /** Something was decided: its effects can be pulled. */
  readonly onOutcomes: () => void;
}

export async function send(dependencies: SendDependencies): Promise<LoopResult> {
  const { api, acts, onFault, onOutcomes } = dependencies;
  for (;;) {
    const batch = await numberBatch(acts);
    if (batch.length === 0) return 'done';
    const answer = await api.commands(batch);
    if (!answer.ok) {
      onFault(answer.error);
      if (answer.error.kind !== 'conflict') return resultOf(answer.error);
      await renumber(acts, answer.error.last);
      continue;
    }
    if (answer.value.outcomes.length === 0) return { retry: 0 };
    await keepOutcomes(acts, answer.value.outcomes);
    onOutcomes();
  }
}

/** The oldest that wait, each with its number; numbers are on disk before they are on the wire. */
function numberBatch(acts: ActsDatabase): Promise<readonly SentCommand[]> {
  return acts.transaction('rw', acts.outbox, acts.meta, async () => {
    const meta = await acts.meta.get('device');
    assert(meta, 'a device has its meta before it sends');
    const rows = await acts.outbox
      .orderBy('order')
      .filter(({ state }) => state === 'waiting')
      .limit(commandsPerRequest)
      .toArray();
    let { lastN } = meta;
    const batch: SentCommand[] = [];
    for (const row of rows) {
      const n = row.n ?? (lastN += 1);
      if (row.n === null) await acts.outbox.put({ ...row, n });
      const { name, args } = row.command;
      batch.push({ id: row.id, device: meta.device, n, name, args, at: row.at });
    }
    if (lastN !== meta.lastN) await acts.meta.put({ ...meta, lastN });
    return batch;
  });
}

/** This device's memory was behind (its database was lost, say): count on from the server's. */
function renumber(acts: ActsDatabase, last: number): Promise<void> {
  return acts.transaction('rw', acts.outbox, acts.meta, async () => {
    const meta = await acts.meta.get('device');
    if (meta) await acts.meta.put({ ...meta, lastN: Math.max(meta.lastN, last) });
    await acts.outbox.where('state').equals('waiting').modify({ n: null });
  });
}

function keepOutcomes(acts: ActsDatabase, outcomes: readonly CommandOutcome[]): Promise<void> {
  return acts.transaction('rw', acts.outbox, async () => {
    for (const outcome of outcomes) {
      const row = await acts.outbox.where('id').equals(outcome.id).first();
      if (row?.state === 'waiting') await acts.outbox.put(decided(row, outcome));
    }
  });
}

const decided = (row: OutboxRow, { status, code, epoch, seq }: CommandOutcome): OutboxRow =>
  status === 'done'
    ? { ...row, state: 'done', epoch, seq }
    : { ...row, state: 'refused', code: code ?? 'invalid' };
