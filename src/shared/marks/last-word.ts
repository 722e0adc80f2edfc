/**
 * This file finds who said the last word about one row, when, and whether the server has it. It is
 * pure, from the lanes of this device, what each device has said, and what is durable.
 */
import { laneValueAt } from './lane.ts';
import { laneNames, type LaneName, type Marks } from './marks.ts';
import { isShown, stampOf, stampToInstant } from './stamp.ts';

export interface LastWord {
  readonly what: 'read' | 'unread' | 'dismissed' | 'restored';
  /** Null where it was said by a device that is not known any more. */
  readonly device: string | null;
  /** Milliseconds since 1970, as far as clocks can be trusted. */
  readonly at: number;
  /** True once the server has it on disk. */
  readonly isStored: boolean;
}

const words: Readonly<
  Record<LaneName, readonly [shown: LastWord['what'], hidden: LastWord['what']]>
> = { read: ['unread', 'read'], dismissed: ['restored', 'dismissed'] };

/**
 * @param own the lanes of this device: all it knows
 * @param byDevice what each device has said, this one too, as far as it has travelled
 * @param ownDevice the device that said what no other has
 * @returns null where nothing was ever said of the row
 */
export function lastWordOn(
  ordinal: number,
  own: Marks,
  durable: Marks,
  byDevice: ReadonlyMap<string, Marks>,
  ownDevice: string,
): LastWord | null {
  const values = laneNames.map((lane) => ({ lane, value: laneValueAt(own[lane], ordinal) }));
  const { lane, value } = values.reduce((a, b) => (stampOf(b.value) > stampOf(a.value) ? b : a));
  if (value === 0) return null;
  const isBy = (marks: Marks | undefined) =>
    marks !== undefined && laneValueAt(marks[lane], ordinal) === value;
  const isStored = laneValueAt(durable[lane], ordinal) === value;
  const [other] = [...byDevice].find(([, marks]) => isBy(marks)) ?? [];
  return {
    what: words[lane][isShown(value) ? 0 : 1],
    device: isBy(byDevice.get(ownDevice)) ? ownDevice : (other ?? (isStored ? null : ownDevice)),
    at: stampToInstant(stampOf(value)),
    isStored,
  };
}

/** Returns when a device said anything last; null where it never has. */
export function lastSaidAt(marks: Marks | undefined): number | null {
  const stamps = marks
    ? laneNames.flatMap((lane) => marks[lane].map(([, , value]) => stampOf(value)))
    : [];
  return stamps.length === 0 ? null : stampToInstant(Math.max(...stamps));
}
