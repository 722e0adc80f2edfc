/**
 * The oracle holds what must be true of one person's marks, ordinal by ordinal, computed without
 * runs: every value that was ever said, the largest one that some disk still holds, and what each
 * act may touch.
 */
import type * as Y from 'yjs';
import type { ActRecord } from '#shared/marks/acts.ts';
import { clockLeadMs } from '#shared/marks/limits.ts';
import { stampAt, stampOf } from '#shared/marks/stamp.ts';
import { marksMap, parseMarksKey, readDocMarks } from '#shared/marks/doc.ts';
import { decodeLane, encodeLane } from '#shared/marks/encoding.ts';
import { laneExcess, laneValueAt, lanesEqual } from '#shared/marks/lane.ts';
import {
  feedSets,
  laneNames,
  marksStamp,
  unreadCount,
  type LaneName,
  type Marks,
} from '#shared/marks/marks.ts';
import type { Held } from '#shared/marks/restamp.ts';
import { newestOrdinals, runSetSize, type RunSet } from '#shared/marks/run-set.ts';

type ByLane<T> = Readonly<Record<LaneName, T>>;

export interface HeldRows {
  readonly complete: number;
  readonly live: RunSet;
}

const isShown = (value: number) => value === 0 || value % 2 === 1;
const membersOf = (set: RunSet) => newestOrdinals(set, runSetSize(set));

/** When something was, and how far the clock of its device was off. */
export interface Moment {
  readonly now: number;
  readonly skew: number;
}

/** A moment at which a device has stamped anew, by what it knew of the server's clock. */
interface Restamping extends Moment {
  readonly offset: number;
}

/** When somebody acted, and what of the lanes then was said here and not known to be sent. */
interface ActedAt extends Moment {
  readonly unsent: ReadonlySet<number>;
}

interface WitnessedAct {
  readonly record: ActRecord;
  readonly changed: Set<number>;
  readonly moment: Moment;
  /** The largest stamp it covered that others had given, or that was sent. */
  readonly over: number;
}

export class MarksOracle {
  /** A server of before took what was said of any time, and acts stand above what was seen. */
  mayBeAhead = false;
  readonly #given: ReadonlySet<number>;
  readonly #said: ByLane<Map<number, Set<number>>> = { read: new Map(), dismissed: new Map() };
  readonly #due: ByLane<Map<number, number>> = { read: new Map(), dismissed: new Map() };
  readonly #acts = new Map<string, WitnessedAct>();

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
    moment: ActedAt,
  ): void {
    let over = 0;
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
      const by = stampOf(was);
      if (isCovered && !moment.unsent.has(by - (by % 2))) over = Math.max(over, by);
      this.#expect(after, lane, ordinal, isCovered ? value : was, id);
      if (isCovered) this.#say(lane, ordinal, value);
    }
    for (const [from, to] of laneExcess(after[lane], before[lane])) {
      for (let ordinal = Math.max(from, held.complete + 1); ordinal <= to; ordinal += 1) {
        if (!isHeld.has(ordinal)) throw new Error(`Act ${id} touches ${ordinal}, never received`);
      }
    }
    this.#acts.set(id, { record, changed, moment, over });
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

  /**
   * A device has stamped anew: every row says there what it said, in the order of acting, none of it later
   * than now, and dated by when it was where the clock was as wrong as it is now.
   * @param others what else is held of this person's
   */
  restamped(before: Held, after: Held, others: readonly Marks[], moment: Restamping): void {
    this.#checkActs(before, after, moment);
    for (const record of after.records) {
      const act = this.#acts.get(record.was ?? record.id);
      if (act) this.#acts.set(record.id, { ...act, record });
    }
    for (const lane of laneNames) {
      for (const ordinal of this.#given) {
        const [was, is] = [before, after].map(({ marks }) => laneValueAt(marks[lane], ordinal));
        if (was === undefined || is === undefined || was === is) continue;
        const what = `Stamped anew, ${lane} ${ordinal}`;
        if (isShown(was) !== isShown(is)) throw new Error(`${what} says something else`);
        this.#said[lane].set(ordinal, (this.#said[lane].get(ordinal) ?? new Set()).add(is));
        if ((this.#due[lane].get(ordinal) ?? 0) > was) continue;
        const left = others.map((marks) => laneValueAt(marks[lane], ordinal));
        this.#due[lane].set(ordinal, Math.max(is, ...left));
      }
    }
  }

  #checkActs(before: Held, after: Held, { now, skew, offset }: Restamping): void {
    const unsentOf = ({ records }: Held) => records.filter(({ unsent }) => unsent !== undefined);
    const most = stampAt(now) + clockLeadMs;
    const anew = unsentOf(after);
    const pairs = unsentOf(before).map((was) => {
      const told = was.was ?? was.id;
      return { was, is: anew.find(({ id, was: name = id }) => name === told) };
    });
    let last = 0;
    for (const { was, is } of pairs.sort((a, b) => a.was.stamp - b.was.stamp)) {
      if (!is || is.kind !== was.kind) throw new Error(`Stamped anew, ${was.id} is gone`);
      if (is.stamp <= last) throw new Error(`Stamped anew, ${was.id} is out of order`);
      last = is.stamp;
      const act = this.#acts.get(was.id);
      if (!act || is.stamp === was.stamp) continue;
      this.#acts.set(is.id, { ...act, record: is });
      const isSeen = act.over <= stampAt(act.moment.now) + clockLeadMs;
      if (isSeen && is.stamp <= act.over)
        throw new Error(`Stamped anew, ${was.id} is not above all`);
      // Until the server is heard again it may be stamped by what is not true any more.
      if (this.mayBeAhead || Math.abs(offset + skew) > clockLeadMs) continue;
      if (is.stamp > most) throw new Error(`Stamped anew, ${was.id} is later than now`);
      if (act.moment.skew !== skew) continue;
      const truth = stampAt(act.moment.now);
      const above = is.unsent?.over ?? 0;
      const wasAhead = was.stamp > truth + clockLeadMs;
      const isTrue = is.stamp <= Math.max(truth + clockLeadMs, above + 4);
      if (!isTrue || (wasAhead && is.stamp < truth - clockLeadMs))
        throw new Error(`Stamped anew, ${was.id} is ${is.stamp - truth} ms off`);
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

/** Checks that the server has taken nothing of a later time than it is. */
export function checkTime(stored: Marks, now: number): void {
  const ahead = marksStamp(stored) - stampAt(now);
  if (ahead > clockLeadMs) throw new Error(`The server holds a mark of ${ahead} ms ahead`);
}

/** Checks that what a device counts as stored is on the server's disk. */
export function checkDurable(durable: Marks, stored: Marks, device: string): void {
  for (const lane of laneNames) {
    const [run] = laneExcess(durable[lane], stored[lane]);
    if (run) throw new Error(`${device} holds ${lane} ${run[0]} for stored, and it is not`);
  }
}
