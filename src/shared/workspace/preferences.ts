/**
 * What a person wants of the product beyond the feed itself: what may interrupt them, and whose doing
 * they want to hear nothing of. One for each person, under the person's id; who never said anything has
 * the defaults. Holding back an interruption never holds back a row of the feed.
 */
import type { Preferences, PushPreferences, QuietHours } from './entities.ts';
import { categories, type Category } from './vocabulary.ts';
import type { CommandArgs } from './commands.ts';
import { blockedPeople } from './limits.ts';
import type { RefusalCode } from './refusals.ts';
import type { Actor, Workspace } from './slice.ts';
import { dayPlus, instantOf, wallTimeAt } from '#shared/base/zoned.ts';

const everyCategory: PushPreferences['categories'] = {
  collaboration: true,
  deadline: true,
  workflow: true,
  reminder: true,
  system: true,
  support: true,
};

export const defaultPreferences = (userId: string): Preferences => ({
  id: userId,
  push: { categories: everyCategory, quietHours: null, hidePreviews: false },
});

/** What the change leaves out stays; the same object where nothing differs. */
export function changedPreferences(
  held: Preferences,
  { push = {} }: CommandArgs<'preferences.set.v1'>,
): Preferences {
  const before = held.push;
  const next: PushPreferences = {
    categories: categoriesWith(before.categories, push.categories ?? {}),
    quietHours: push.quietHours === undefined ? before.quietHours : hoursOf(push.quietHours),
    hidePreviews: push.hidePreviews ?? before.hidePreviews,
  };
  return JSON.stringify(next) === JSON.stringify(before) ? held : { ...held, push: next };
}

function categoriesWith(
  held: PushPreferences['categories'],
  change: { readonly [Name in Category]?: boolean | undefined },
): PushPreferences['categories'] {
  const next = { ...held };
  for (const category of categories) next[category] = change[category] ?? held[category];
  return next;
}

/** Who is blocked already is blocked since then, under the name of then. */
export function withBlocked(
  held: Preferences,
  { userId: id, name }: CommandArgs<'person.block.v1'>,
  at: number,
): Preferences {
  if (isBlocked(held, id)) return held;
  return { ...held, blocked: [...(held.blocked ?? []), { id, name, at }] };
}

export function withoutBlocked(
  held: Preferences,
  { userId }: CommandArgs<'person.unblock.v1'>,
): Preferences {
  if (!isBlocked(held, userId)) return held;
  const { blocked = [], ...rest } = held;
  const left = blocked.filter(({ id }) => id !== userId);
  return left.length > 0 ? { ...rest, blocked: left } : rest;
}

export const isBlocked = ({ blocked = [] }: Preferences, userId: string): boolean =>
  blocked.some(({ id }) => id === userId);

/** Anybody may be blocked, known or not, but oneself. */
export function refuseBlock(
  { preferences }: Workspace,
  userId: string,
  actor: Actor,
): RefusalCode | null {
  if (userId === actor.userId) return 'not-allowed';
  const held = preferences.get(actor.userId);
  const isFull = (held?.blocked?.length ?? 0) >= blockedPeople;
  return held && isFull && !isBlocked(held, userId) ? 'limit-reached' : null;
}

/** In one order, so that equal ones are written alike. */
const hoursOf = (hours: QuietHours | null): QuietHours | null =>
  hours && { from: hours.from, to: hours.to, timeZone: hours.timeZone };

/** As the clock on the wall there says: in a night an hour longer it is quiet an hour longer. */
export function isQuietAt(hours: QuietHours | null, at: number): boolean {
  if (hours === null) return false;
  const { from, to, timeZone } = hours;
  const { time } = wallTimeAt(at, timeZone);
  return from < to ? from <= time && time < to : from <= time || time < to;
}

/** @returns when it is not quiet any more; null where it always is, or is not now */
export function quietEndsAt(hours: QuietHours | null, at: number): number | null {
  if (hours === null || hours.from === hours.to || !isQuietAt(hours, at)) return null;
  const { to, timeZone } = hours;
  const { on } = wallTimeAt(at, timeZone);
  // Where the clock is set back behind `to` while it is quiet, that comes twice.
  const ends = [0, 1, 2].map((days) => instantOf({ on: dayPlus(on, days), time: to }, timeZone));
  return ends.find((end) => end > at && !isQuietAt(hours, end)) ?? null;
}
