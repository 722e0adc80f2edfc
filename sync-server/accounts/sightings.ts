/**
 * A sighting says when a session was last heard of: better-auth notes that once a day at most, and
 * never where sessions are only looked up. One that outlived its session goes with the next
 * writing.
 */
import type { Kysely } from 'kysely';
import { day, minute, type Clock } from '#shared/base/time.ts';
import type { Tables } from '../storage/sql/tables.ts';
import { BoundedMap } from '../limits/bounded-map.ts';
import { sightingsRemembered } from '../limits/figures.ts';

export interface Sightings {
  /** Most of them write nothing. */
  seen(sessionId: string): Promise<void>;
  /** It has ended. */
  forget(sessionId: string): Promise<void>;
  /** Sessions never heard of are absent. */
  of(sessionIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
}

const everyMs = 5 * minute;
/** Longer than a session lives. */
const keptMs = 90 * day;

export function createSightings(db: Kysely<Tables>, clock: Clock): Sightings {
  const knownAt = new BoundedMap<string, number>(sightingsRemembered);
  return {
    async seen(sessionId) {
      const seen_at = clock.now();
      if (seen_at - (knownAt.get(sessionId) ?? 0) < everyMs) return;
      knownAt.set(sessionId, seen_at);
      await db.transaction().execute(async (tx) => {
        await tx
          .insertInto('session_seen')
          .values({ session_id: sessionId, seen_at })
          .onConflict((conflict) => conflict.column('session_id').doUpdateSet({ seen_at }))
          .execute();
        await tx
          .deleteFrom('session_seen')
          .where('seen_at', '<', seen_at - keptMs)
          .execute();
      });
    },

    async forget(sessionId) {
      knownAt.delete(sessionId);
      await db.deleteFrom('session_seen').where('session_id', '=', sessionId).execute();
    },

    async of(sessionIds) {
      if (sessionIds.length === 0) return new Map();
      const rows = await db
        .selectFrom('session_seen')
        .selectAll()
        .where('session_id', 'in', sessionIds)
        .execute();
      return new Map(rows.map(({ session_id, seen_at }) => [session_id, seen_at]));
    },
  };
}
