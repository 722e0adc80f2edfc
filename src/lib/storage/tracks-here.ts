/** Which tracks this device has, for what is on its way to them. */
import type { Observable } from '#shared/base/observable.ts';
import { idMadeBy } from '#shared/workspace/command-kinds.ts';
import type { ActsDatabase, OutboxRow } from './acts-database.ts';
import { readPosition, type FeedDatabase } from './feed-database.ts';
import { live } from './live-query.ts';

export interface TracksHere {
  /** What was made here and is not on the server yet: tracks among others. */
  readonly unsent: ReadonlySet<string>;
  /** Those that are here; null where this device has not read all of them, and none is known to be gone. */
  readonly known: ReadonlySet<string> | null;
}

export interface TracksHereReader {
  read(): Promise<TracksHere>;
  watch(): Observable<TracksHere>;
}

export function createTracksHere(
  { feed, acts }: { readonly feed: FeedDatabase; readonly acts: ActsDatabase },
  report: (error: unknown) => void,
): TracksHereReader {
  // In this order: what leaves one of them meanwhile has come to the next.
  const read = async () => {
    const { complete, sweeping } = await readPosition(feed);
    const made = (await acts.outbox.toArray()).filter(({ state }) => state !== 'refused');
    const held = await feed.tracks.toCollection().primaryKeys();
    return {
      unsent: new Set(made.filter(({ state }) => state !== 'done').flatMap(idMadeIn)),
      known: complete > 0 && !sweeping ? new Set([...held, ...made.flatMap(idMadeIn)]) : null,
    };
  };
  return { read, watch: () => live(read, report) };
}

const idMadeIn = ({ command }: OutboxRow): readonly string[] => {
  const id = idMadeBy(command);
  return id === undefined ? [] : [id];
};
