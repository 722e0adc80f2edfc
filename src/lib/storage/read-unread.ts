/** What the bell counts, for whoever counts it elsewhere: from the same sets, by the same arithmetic. */
import { feedSets } from '#shared/marks/marks.ts';
import type { RunSet } from '#shared/marks/run-set.ts';
import type { ActsDatabase } from './acts-database.ts';
import { readPosition, type FeedDatabase } from './feed-database.ts';
import { readLanes } from './read-lanes.ts';

export async function readUnread(feed: FeedDatabase, acts: ActsDatabase): Promise<RunSet> {
  const { live } = await readPosition(feed);
  return feedSets(live, await readLanes(acts.lanes)).unread;
}
