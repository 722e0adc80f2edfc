/** Pulls the change log until this device stands at its head, page by page, and tidies the outbox. */
import { applyPage, readPosition } from '#lib/storage/apply-page.ts';
import type { ActsDatabase } from '#lib/storage/acts-database.ts';
import type { FeedDatabase, Position } from '#lib/storage/feed-database.ts';
import type { Clock } from '#shared/base/time.ts';
import { offsetOf } from '#shared/marks/stamp.ts';
import type { Api, ApiFault } from './api.ts';
import type { LoopResult } from './loop.ts';

export interface PullDependencies {
  readonly api: Api;
  readonly feed: FeedDatabase;
  readonly acts: ActsDatabase;
  readonly userId: string;
  readonly clock: Clock;
  /** Told of answers that concern more than this pull. */
  readonly onFault: (fault: ApiFault) => void;
  readonly onPosition: (position: Position) => void;
}

/** A change of epoch takes one question more; answers that never fit are a fault of the server. */
const misfitsMost = 5;

export async function pull(dependencies: PullDependencies): Promise<LoopResult> {
  const { api, feed, acts, userId, clock, onFault, onPosition } = dependencies;
  let { cursor, epoch } = await readPosition(feed);
  for (let misfits = 0; misfits < misfitsMost;) {
    const sentAt = clock.now();
    const answer = await api.changes({ after: cursor, epoch });
    if (!answer.ok) {
      onFault(answer.error);
      return resultOf(answer.error);
    }
    await keepOffset(acts, offsetOf(sentAt, clock.now(), answer.value.serverTime));
    const applied = await applyPage(feed, userId, answer.value);
    cursor = applied.position.cursor;
    epoch = applied.position.epoch;
    if (applied.kind === 'elsewhere') {
      misfits += 1;
      continue;
    }
    await tidyOutbox(acts, applied.position);
    onPosition(applied.position);
    if (!answer.value.more) return 'done';
  }
  return { retry: 0 };
}

export function resultOf(fault: ApiFault): LoopResult {
  switch (fault.kind) {
    case 'wrong-account':
      return 'stop';
    case 'server':
      return { retry: fault.retryAfterMs ?? 0 };
    case 'unreachable':
    case 'unauthenticated':
    case 'conflict':
    case 'rejected':
      return { retry: 0 };
  }
}

async function keepOffset(acts: ActsDatabase, offset: number | null): Promise<void> {
  if (offset === null) return;
  await acts.transaction('rw', acts.meta, async () => {
    const meta = await acts.meta.get('device');
    if (meta && Math.abs(meta.offset - offset) > 5) await acts.meta.put({ ...meta, offset });
  });
}

/**
 * A command that took effect leaves when what it did has arrived: no flicker. After a change of epoch
 * every one still here waits again; the server answers it from its stored outcomes.
 */
function tidyOutbox(acts: ActsDatabase, { epoch, cursor }: Position): Promise<void> {
  return acts.transaction('rw', acts.outbox, async () => {
    for (const row of await acts.outbox.where('state').equals('done').toArray()) {
      if (row.order === undefined) continue;
      if (row.epoch !== epoch) await acts.outbox.put({ ...row, state: 'waiting' });
      else if ((row.seq ?? 0) <= cursor) await acts.outbox.delete(row.order);
    }
  });
}
