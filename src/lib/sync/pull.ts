/** Pulls the change log until this device stands at its head, page by page, and tidies the outbox. */
import { readMeta, type ActsDatabase } from '#lib/storage/acts-database.ts';
import { applyPage } from '#lib/storage/apply-page.ts';
import { readPosition, type FeedDatabase, type Position } from '#lib/storage/feed-database.ts';
import type { OutboxStore } from '#lib/storage/outbox-store.ts';
import type { Clock } from '#shared/base/time.ts';
import type { Heads } from '#shared/protocol/codec.ts';
import { boundOffset, offsetOf } from '#shared/marks/stamp.ts';
import { resultOf, type Api, type ApiFault } from './api.ts';
import type { LoopResult } from '#shared/base/loop.ts';
import type { Meter } from './pace.ts';

/** Where a person's change log ends. */
export type LogHead = Pick<Heads, 'epoch' | 'head'>;

export interface PullDependencies {
  readonly api: Api;
  readonly feed: FeedDatabase;
  readonly acts: ActsDatabase;
  readonly outbox: OutboxStore;
  /** Of what reaches this device. */
  readonly down: Meter;
  readonly userId: string;
  readonly clock: Clock;
  /** Told of answers that concern more than this pull. */
  readonly onFault: (fault: ApiFault) => void;
  /** @param left rows of the log that are still to come */
  readonly onPosition: (position: Position, left: number) => void;
  /** Where the log ended when a page was read. */
  readonly onHead: (head: LogHead) => void;
  /** The server's clock is so far from this one. */
  readonly onOffset: (offset: number) => void;
  /** Where nothing tells of news: how long the server may hold the question until there are some. */
  readonly waitSeconds: number;
  /** Takes a question back that is held. */
  readonly signal?: AbortSignal;
}

/** A change of epoch takes one question more; answers that never fit are a fault of the server. */
const misfitsMost = 5;
/** Offsets within a handful of milliseconds are the same clock, measured twice. */
const offsetNoiseMs = 5;

export async function pull(dependencies: PullDependencies): Promise<LoopResult> {
  const { api, feed, acts, outbox, down, userId, clock, waitSeconds, signal } = dependencies;
  const { onFault, onPosition, onHead, onOffset } = dependencies;
  let { cursor, epoch } = await readPosition(feed);
  const { device } = await readMeta(acts);
  for (let misfits = 0; misfits < misfitsMost;) {
    const sentAt = clock.now();
    const question = { after: cursor, epoch, pace: down.pace(), waitSeconds, device };
    const ask = (onBegun?: () => void) =>
      api.changes({ ...question, ...(onBegun && { onBegun }), ...(signal && { signal }) });
    // An answer that was held back says nothing about the line.
    const answer = await (waitSeconds === 0 ? down.carry(ask, ({ bytes }) => bytes) : ask());
    if (!answer.ok) {
      onFault(answer.error);
      return resultOf(answer.error);
    }
    const { answer: page } = answer.value;
    const times = [sentAt, clock.now(), page.serverTime] as const;
    // Nor does it measure how far the clocks are from each other; it bounds that.
    const measured = waitSeconds === 0 ? offsetOf(...times) : null;
    onOffset(await keepOffset(acts, (held) => measured ?? boundOffset(held, ...times)));
    const { kind, position } = await applyPage(feed, userId, page);
    ({ cursor, epoch } = position);
    // A page that claims more and leads nowhere would be asked for again for ever.
    if (kind === 'elsewhere' || (page.more && page.to <= page.after)) {
      misfits += 1;
      continue;
    }
    await outbox.tidy(position);
    onHead(page);
    onPosition(position, page.left ?? 0);
    if (!page.more) return 'done';
  }
  return { retry: 0 };
}

/** @returns the one that is held now */
const keepOffset = (
  acts: ActsDatabase,
  offsetFrom: (held: number) => number,
): PromiseLike<number> =>
  acts.transaction('rw', acts.meta, async () => {
    const meta = await readMeta(acts);
    const offset = offsetFrom(meta.offset);
    if (Math.abs(meta.offset - offset) <= offsetNoiseMs) return meta.offset;
    await acts.meta.put({ ...meta, offset });
    return offset;
  });
