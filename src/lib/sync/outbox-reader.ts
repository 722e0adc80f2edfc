/** OutboxReader: loaded with the page that shows it. */
import type { OutboxReader, Unsent } from '#lib/ports/session.ts';
import type { ActsDatabase } from '#lib/storage/acts-database.ts';
import type { FeedDatabase } from '#lib/storage/feed-database.ts';
import { live } from '#lib/storage/live-query.ts';
import { countWaitingMarks } from './status.ts';

export interface OutboxReaderDependencies {
  readonly feed: FeedDatabase;
  readonly acts: ActsDatabase;
  readonly report: (error: unknown) => void;
}

export const createOutboxReader = ({
  feed,
  acts,
  report,
}: OutboxReaderDependencies): OutboxReader => ({
  unsent: () =>
    live(async (): Promise<Unsent> => {
      const rows = await acts.outbox.where('state').anyOf('waiting', 'done').sortBy('order');
      const commands = rows.map(({ id, command, at, state }) => ({
        id,
        command,
        at,
        isDecided: state === 'done',
      }));
      return { commands, marks: await countWaitingMarks(feed, acts) };
    }, report),
});
