/**
 * Sends what waits in the outbox, oldest first, in the order of acting. A repeated id is answered from
 * the server's stored outcomes, so a lost reply does no harm; two senders at once (a leader that has
 * just lost its lock) do none either.
 */
import { readMeta, type ActsDatabase } from '#lib/storage/acts-database.ts';
import { decidedRow, nextBatch } from '#lib/storage/outbox.ts';
import { commandsPerRequest } from '#shared/protocol/limits.ts';
import type { CommandOutcome, SentCommand } from '#shared/protocol/messages.ts';
import { resultOf, type Api, type ApiFault } from './api.ts';
import type { LoopResult } from './loop.ts';

export interface SendDependencies {
  readonly api: Api;
  readonly acts: ActsDatabase;
  readonly onFault: (fault: ApiFault) => void;
  /** Something was decided: its effects can be pulled. */
  readonly onOutcomes: () => void;
}

/** The first answer says how far behind we are; a second one in a row is a fault. */
const renumberingsMost = 2;

export async function send(dependencies: SendDependencies): Promise<LoopResult> {
  const { api, acts, onFault, onOutcomes } = dependencies;
  let renumberings = 0;
  for (;;) {
    const batch = await takeBatch(acts);
    if (batch.length === 0) return 'done';
    const answer = await api.commands(batch);
    if (!answer.ok) {
      onFault(answer.error);
      if (answer.error.kind !== 'conflict') return resultOf(answer.error);
      if (renumberings === renumberingsMost) return { retry: 0 };
      renumberings += 1;
      await renumber(acts, answer.error.last);
      continue;
    }
    const decided = await keepOutcomes(acts, answer.value.outcomes);
    if (decided === 0) return { retry: 0 };
    onOutcomes();
  }
}

/** The oldest that wait, each with its number; numbers are on disk before they are on the wire. */
function takeBatch(acts: ActsDatabase): Promise<readonly SentCommand[]> {
  return acts.transaction('rw', acts.outbox, acts.meta, async () => {
    const meta = await readMeta(acts);
    const rows = await acts.outbox
      .orderBy('order')
      .filter(({ state }) => state === 'waiting')
      .limit(commandsPerRequest)
      .toArray();
    const { commands, numbered, lastN } = nextBatch(rows, meta.device, meta.lastN);
    await acts.outbox.bulkPut([...numbered]);
    if (lastN !== meta.lastN) await acts.meta.put({ ...meta, lastN });
    return commands;
  });
}

/** This device's memory was behind (its database was lost, say): count on from the server's. */
function renumber(acts: ActsDatabase, last: number): Promise<void> {
  return acts.transaction('rw', acts.outbox, acts.meta, async () => {
    const meta = await readMeta(acts);
    await acts.meta.put({ ...meta, lastN: Math.max(meta.lastN, last) });
    await acts.outbox.where('state').equals('waiting').modify({ n: null });
  });
}

/** @returns how many that waited are decided now */
function keepOutcomes(acts: ActsDatabase, outcomes: readonly CommandOutcome[]): Promise<number> {
  return acts.transaction('rw', acts.outbox, async () => {
    let decided = 0;
    for (const outcome of outcomes) {
      const row = await acts.outbox.where('id').equals(outcome.id).first();
      if (row?.state !== 'waiting') continue;
      await acts.outbox.put(decidedRow(row, outcome));
      decided += 1;
    }
    return decided;
  });
}
