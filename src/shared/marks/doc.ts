/**
 * This file keeps marks inside Yjs. There is one document per person, in it the root map `marks`,
 * under the key `<lane>/<device>/<client id>/<page>` an encoded lane. Every key has exactly one
 * writer (a client id lives for one writing session and is never used again), so Yjs' own rule for
 * concurrent writes of one key never decides anything: what counts is the join over all keys. Lanes
 * and encodings of the future are kept and passed on, never read, never dropped.
 */
import * as Y from 'yjs';
import { ok, type Result } from '#shared/base/result.ts';
import { markEntryBytes, markKeyCharacters } from './limits.ts';
import { parseActId } from './act-id.ts';
import { decodeActRecord } from './act-records.ts';
import { decodeLane, encodeLane, type DecodeFault } from './encoding.ts';
import { emptyLane, joinLanes, laneExcess, maxStamp, type Lane } from './lane.ts';
import { emptyMarks, joinMarks, laneNames, type LaneName, type Marks } from './marks.ts';

export interface MarksKey {
  readonly lane: LaneName;
  readonly device: string;
  readonly client: number;
  readonly page: number;
}

const keyPattern = /^([a-z]{1,16})\/([0-9a-z-]{1,40})\/([0-9a-z]{1,11})\/(\d{1,4})$/;
const printable = /^[\x21-\x7e]+$/;

export const marksKey = ({ lane, device, client, page }: MarksKey): string =>
  `${lane}/${device}/${client.toString(36)}/${page}`;

export function parseMarksKey(key: string): MarksKey | null {
  const match = keyPattern.exec(key);
  const lane = laneNames.find((name) => name === match?.[1]);
  if (!match || !lane) return null;
  return {
    lane,
    device: match[2] ?? '',
    client: Number.parseInt(match[3] ?? '', 36),
    page: Number(match[4]),
  };
}

export const marksMap = (doc: Y.Doc): Y.Map<unknown> => doc.getMap('marks');

/** Tells whether a key is short and printable, as the server takes it, ours or a newer app's. */
export const isAcceptableKey = (key: string): boolean =>
  key.length <= markKeyCharacters && printable.test(key);

/**
 * Judges an entry as the server does: it takes such a key, at most 4 KB, and where the key is ours, a
 * value we can read. Other keys stay opaque: an older server must not lose a newer app's data.
 * @returns the latest stamp in it, 0 where nobody here can tell; null where it is not taken
 */
export function latestStampIn(key: string, bytes: Uint8Array): number | null {
  if (!isAcceptableKey(key) || bytes.length > markEntryBytes) return null;
  const latest = readStamp(key, bytes);
  if (latest.ok) return latest.value;
  return latest.error === 'unknown-version' ? 0 : null;
}

function readStamp(key: string, bytes: Uint8Array): Result<number, DecodeFault> {
  if (parseMarksKey(key) !== null) {
    const lane = decodeLane(bytes);
    return lane.ok ? ok(maxStamp(lane.value)) : lane;
  }
  if (parseActId(key) === null) return ok(0);
  const record = decodeActRecord(key, bytes);
  return record.ok ? ok(record.value.stamp) : record;
}

/** Reads what all devices have said, as far as this document knows. */
export function readDocMarks(doc: Y.Doc): Marks {
  let marks = emptyMarks;
  for (const [key, value] of marksMap(doc).entries()) {
    const parsed = parseMarksKey(key);
    if (parsed) marks = joinInto(marks, parsed.lane, value);
  }
  return marks;
}

/** Reads what each device has said, by its id. */
export function readMarksByDevice(doc: Y.Doc): ReadonlyMap<string, Marks> {
  const byDevice = new Map<string, Marks>();
  for (const [key, value] of marksMap(doc).entries()) {
    const parsed = parseMarksKey(key);
    if (!parsed) continue;
    const before = byDevice.get(parsed.device) ?? emptyMarks;
    byDevice.set(parsed.device, joinInto(before, parsed.lane, value));
  }
  return byDevice;
}

function joinInto(marks: Marks, lane: LaneName, value: unknown): Marks {
  if (!(value instanceof Uint8Array)) return marks;
  const decoded = decodeLane(value);
  return decoded.ok ? { ...marks, [lane]: joinLanes(marks[lane], decoded.value) } : marks;
}

/**
 * Writes into this session's own keys exactly the ordinals on which `marks` says more than the
 * whole document does, in one transaction.
 * @param device this browser profile @returns whether anything was written
 */
export function writeExcess(doc: Y.Doc, device: string, marks: Marks): boolean {
  const known = readDocMarks(doc);
  const excess: Marks = {
    read: laneExcess(marks.read, known.read),
    dismissed: laneExcess(marks.dismissed, known.dismissed),
  };
  return writeOwn(doc, device, excess);
}

/**
 * Takes over the keys of this device's older sessions, all known to be dead, into this session's
 * own. The delete names what was read: a value written meanwhile under an old key survives it.
 */
export function foldOwnSessions(
  doc: Y.Doc,
  device: string,
  ownClients: ReadonlySet<number>,
): boolean {
  const map = marksMap(doc);
  const old: string[] = [];
  let folded = emptyMarks;
  for (const [key, value] of map.entries()) {
    const parsed = parseMarksKey(key);
    if (!parsed || parsed.device !== device) continue;
    if (parsed.client === doc.clientID || !ownClients.has(parsed.client)) continue;
    // A value this code cannot read belongs to a newer app of this device: left where it is.
    if (!(value instanceof Uint8Array) || !decodeLane(value).ok) continue;
    old.push(key);
    folded = joinInto(folded, parsed.lane, value);
  }
  if (old.length === 0) return false;
  doc.transact(() => {
    writeOwn(doc, device, folded);
    for (const key of old) map.delete(key);
  });
  return true;
}

/** Reads this session's own marks, over all its pages. */
function ownMarks(doc: Y.Doc, device: string): Marks {
  let marks = emptyMarks;
  for (const [key, value] of marksMap(doc).entries()) {
    const parsed = parseMarksKey(key);
    if (parsed?.device === device && parsed.client === doc.clientID) {
      marks = joinInto(marks, parsed.lane, value);
    }
  }
  return marks;
}

/** Joins `excess` into the entries this document's client has written for a device. */
export function writeOwn(doc: Y.Doc, device: string, excess: Marks): boolean {
  const changed = laneNames.filter((lane) => excess[lane].length > 0);
  if (changed.length === 0) return false;
  const own = joinMarks(ownMarks(doc, device), excess);
  const map = marksMap(doc);
  doc.transact(() => {
    for (const lane of changed) {
      const pages = paged(own[lane]);
      for (const [page, bytes] of pages.entries()) {
        const key = marksKey({ lane, device, client: doc.clientID, page });
        if (!sameBytes(map.get(key), bytes)) map.set(key, bytes);
      }
      dropPages(doc, device, lane, pages.length);
    }
  });
  return true;
}

/** Drops what a mark-all made superfluous; the keys are this session's, so nothing unseen goes. */
function dropPages(doc: Y.Doc, device: string, lane: LaneName, from: number): void {
  const map = marksMap(doc);
  for (let page = from; ; page += 1) {
    const key = marksKey({ lane, device, client: doc.clientID, page });
    if (!map.has(key)) return;
    map.delete(key);
  }
}

/** Cuts a lane in order of ordinals; a new page begins only where a value would pass its bound. */
function paged(lane: Lane): Uint8Array[] {
  const whole = encodeLane(lane);
  if (whole.length <= markEntryBytes) return [whole];
  const pages: Uint8Array[] = [];
  let rest: Lane = lane;
  while (rest.length > 0) {
    let count = Math.min(rest.length, runsPerPage);
    let bytes = encodeLane(rest.slice(0, count));
    while (bytes.length > markEntryBytes) {
      count = Math.floor(count * 0.75);
      bytes = encodeLane(rest.slice(0, count));
    }
    pages.push(bytes);
    rest = count > 0 ? rest.slice(count) : emptyLane;
  }
  return pages;
}

/** Most runs are five to eight bytes. */
const runsPerPage = 700;

export function sameBytes(a: unknown, b: Uint8Array): boolean {
  return (
    a instanceof Uint8Array && a.length === b.length && a.every((byte, index) => byte === b[index])
  );
}
