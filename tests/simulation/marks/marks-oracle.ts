/**
 * The oracle holds what must be true of one person's marks, ordinal by ordinal, computed without
 * runs: every value that was ever said, the largest one that some disk still holds, and what each
 * act may touch.
 */
import type * as Y from 'yjs';
import type { ActRecord } from '#shared/marks/acts.ts';
import { marksMap, parseMarksKey, readDocMarks } from '#shared/marks/doc.ts';
import { decodeLane, encodeLane } from '#shared/marks/encoding.ts';
import { laneExcess, laneValueAt, lanesEqual } from '#shared/marks/lane.ts';
import {
  feedSets,
  laneNames,
  unreadCount,
  type LaneName,
  type Marks,
} from '#shared/marks/marks.ts';
import { newestOrdinals, runSetSize, type RunSet } from '#shared/marks/run-set.ts';

type ByLane<T> = Readonly<Record<LaneName, T>>;

export interface HeldRows {
  readonly complete: number;
  readonly live: RunSet;
}

const isShown = (value: number) => value === 0 || value % 2 === 1;
const membersOf = (set: RunSet) => newestOrdinals(set, runSetSize(set));

export class MarksOracle {
  readonly #given: ReadonlySet<number>;
  readonly #said: ByLane<Map<number, Set<number>>> = { read: new Map(), dismissed: new Map() };
  readonly #due: ByLane<Map<number, number>> = { read: new Map(), dismissed: new Map() };
  readonly #acts = new Map<string, { readonly record: ActRecord; readonly changed: Set<number> }>();

  /** @param given every ordinal there is, also those to come */
  constructor(given: ReadonlySet<number>) {
    this.#given = given;
  }

  /** @param covers what the person meant; @param held what their device had received */
  acted(
    before: Marks,
    after: Marks,
    record: ActRecord,
    covers: (ordinal: number) => boolean,
    held: HeldRows,
  ): void {
    const { lane, stamp, kind, id } = record;
    const keep = kind === 'unread' || kind === 'restore' ? 1 : 0;
    const value = 2 * stamp + keep;
    const isHeld = new Set(membersOf(held.live));
    const changed = new Set<number>();
    for (const ordinal of this.#given) {
      const was = laneValueAt(before[lane], ordinal);
      const isCovered = covers(ordinal);
      if (isCovered && was >= 2 * stamp) throw new Error(`Act ${id} is not above what it covers`);
      if (isCovered && isShown(was) !== (keep === 1)) changed.add(ordinal);
      this.#expect(after, lane, ordinal, isCovered ? value : was, id);
      if (isCovered) this.#say(lane, ordinal, value);
    }
    for (const [from, to] of laneExcess(after[lane], before[lane])) {
      for (let ordinal = Math.max(from, held.complete + 1); ordinal <= to; ordinal += 1) {
        if (!isHeld.has(ordinal)) throw new Error(`Act ${id} touches ${ordinal}, never received`);
      }
    }
    this.#acts.set(id, { record, changed });
  }

  undone(before: Marks, after: Marks, id: string): void {
    const act = this.#acts.get(id);
    if (!act) throw new Error(`Undone was ${id}, which nobody did`);
    const { lane, stamp, kind } = act.record;
    const value = 2 * (stamp + 1) + (kind === 'unread' || kind === 'restore' ? 0 : 1);
    for (const ordinal of this.#given) {
      const was = laneValueAt(before[lane], ordinal);
      const isChanged = act.changed.has(ordinal);
      this.#expect(after, lane, ordinal, isChanged ? Math.max(was, value) : was, `undo of ${id}`);
      if (isChanged) this.#say(lane, ordinal, value);
    }
  }

  /** A disk is lost: what none of the others holds is lost with it, and nothing else. */
  lost(holders: readonly Marks[]): void {
    for (const lane of laneNames) {
      for (const [ordinal, due] of this.#due[lane]) {
        const left = Math.max(0, ...holders.map((marks) => laneValueAt(marks[lane], ordinal)));
        this.#due[lane].set(ordinal, Math.min(due, left));
      }
    }
  }

  /** Checks each device, once all have exchanged everything. */
  check(marks: Marks, live: RunSet): void {
    for (const lane of laneNames) {
      for (const ordinal of this.#given) {
        const value = laneValueAt(marks[lane], ordinal);
        const due = this.#due[lane].get(ordinal) ?? 0;
        if (value < due) throw new Error(`An act on ${lane} ${ordinal} is lost: ${value} < ${due}`);
        const isSaid = value === 0 || this.#said[lane].get(ordinal)?.has(value);
        if (!isSaid) throw new Error(`Nobody said ${value} of ${lane} ${ordinal}`);
      }
    }
    checkScreen(marks, live);
  }

  #say(lane: LaneName, ordinal: number, value: number): void {
    const said = this.#said[lane].get(ordinal) ?? new Set();
    this.#said[lane].set(ordinal, said.add(value));
    this.#due[lane].set(ordinal, Math.max(this.#due[lane].get(ordinal) ?? 0, value));
  }

  #expect(marks: Marks, lane: LaneName, ordinal: number, value: number, what: string): void {
    const is = laneValueAt(marks[lane], ordinal);
    if (is === value) return;
    throw new Error(`After ${what} ${lane} ${ordinal} says ${is}, should say ${value}`);
  }
}

/** Badge and list count alike, ordinal by ordinal; lanes survive their encoding. */
export function checkScreen(marks: Marks, live: RunSet): void {
  const members = membersOf(live);
  const listed = members.filter((it) => isShown(laneValueAt(marks.dismissed, it)));
  const unread = listed.filter((it) => isShown(laneValueAt(marks.read, it)));
  const sets = feedSets(live, marks);
  const isSame = String(membersOf(sets.all)) === String(listed);
  if (!isSame) throw new Error(`The list shows ${sets.all.join()}, not ${listed.join()}`);
  const badge = unreadCount(live, marks);
  if (badge !== unread.length) throw new Error(`The badge says ${badge} of ${unread.length}`);
  for (const lane of laneNames) {
    const decoded = decodeLane(encodeLane(marks[lane]));
    if (!decoded.ok || !lanesEqual(decoded.value, marks[lane])) {
      throw new Error(`The ${lane} lane does not survive its encoding`);
    }
  }
}

/** Checks that what a device stored of the document, by one leader after another, fits together. */
export function checkFits({ store }: Y.Doc, device: string): void {
  if (store.pendingStructs || store.pendingDs) {
    throw new Error(`On the disk of ${device} a part of the document is missing`);
  }
}

/** A document in the place of another says all that it said. */
export function checkNothingLost(before: Y.Doc, after: Y.Doc): void {
  checkDurable(readDocMarks(before), readDocMarks(after), 'The document before');
  for (const key of marksMap(before).keys()) {
    const isKept = parseMarksKey(key) !== null || marksMap(after).has(key);
    if (!isKept) throw new Error(`A new generation has lost ${key}`);
  }
}

/** Checks that what a device counts as stored is on the server's disk. */
export function checkDurable(durable: Marks, stored: Marks, device: string): void {
  for (const lane of laneNames) {
    const [run] = laneExcess(durable[lane], stored[lane]);
    if (run) throw new Error(`${device} holds ${lane} ${run[0]} for stored, and it is not`);
  }
}
