/**
 * This bench weighs the marks of one person, in the ways a Yjs app might keep them and in ours, for
 * the patterns of a busy user: bytes of the document, and how long a device takes to load it.
 */
import * as Y from 'yjs';
import { createRandom } from '#shared/base/random.ts';
import { writeExcess } from '#shared/marks/doc.ts';
import { emptyLane, writeLane, type Lane } from '#shared/marks/lane.ts';
import { emptyMarks } from '#shared/marks/marks.ts';
import { uuid7 } from '#shared/base/ids.ts';

export interface EncodingFigures {
  readonly name: string;
  readonly bytes: number;
  readonly loadMs: number;
}

const all = 100_000;
const device = 'bench';

/** A device that has written `marks` again and again, folding as it goes. */
function runs(write: (put: (lane: Lane) => void) => void): Uint8Array {
  const doc = new Y.Doc();
  write((read) => {
    writeExcess(doc, device, { ...emptyMarks, read });
  });
  return Y.encodeStateAsUpdate(doc);
}

function map(write: (map: Y.Map<unknown>, doc: Y.Doc) => void): Uint8Array {
  const doc = new Y.Doc();
  write(doc.getMap('read'), doc);
  return Y.encodeStateAsUpdate(doc);
}

function shuffled(): number[] {
  const random = createRandom(7);
  const ordinals = Array.from({ length: all }, (_, index) => index + 1);
  for (let at = ordinals.length - 1; at > 0; at -= 1) {
    const other = random.int(at + 1);
    [ordinals[at], ordinals[other]] = [ordinals[other] ?? 0, ordinals[at] ?? 0];
  }
  return ordinals;
}

/** Stamps are some weeks apart from each other and from 2025. */
const stampAt = (index: number) => 60_000_000_000 + index * 60_000;

const patterns: readonly (readonly [name: string, make: () => Uint8Array])[] = [
  [
    'Y.Map of id → time, 100,000 read',
    () =>
      map((read, doc) => {
        doc.transact(() => {
          for (let index = 0; index < all; index += 1) read.set(uuid7(index), stampAt(index));
        });
      }),
  ],
  [
    'Y.Map of ordinal → 1, 100,000 read',
    () =>
      map((read, doc) => {
        doc.transact(() => {
          for (let index = 1; index <= all; index += 1) read.set(String(index), 1);
        });
      }),
  ],
  [
    'the same, read one by one in any order, then absorbed by a watermark',
    () =>
      map((read, doc) => {
        for (const ordinal of shuffled()) read.set(String(ordinal), 1);
        doc.transact(() => {
          for (const key of [...read.keys()]) read.delete(key);
          doc.getMap('mark').set('up to', all);
        });
      }),
  ],
  [
    'runs: all 100,000 marked at once',
    () =>
      runs((put) => {
        put(writeLane(emptyLane, [[1, all]], 2 * stampAt(0)));
      }),
  ],
  [
    'runs: 2,000 read one by one in any order',
    () =>
      runs((put) => {
        let lane = emptyLane;
        for (const [index, ordinal] of shuffled().slice(0, 2_000).entries()) {
          lane = writeLane(lane, [[ordinal, ordinal]], 2 * stampAt(index));
          put(lane);
        }
      }),
  ],
  [
    'runs: every other of 100,000, never all marked (the worst)',
    () =>
      runs((put) => {
        const every = Array.from({ length: all / 2 }, (_, index) => index * 2 + 1);
        const odd = every.map((ordinal) => [ordinal, ordinal] as const);
        put(writeLane(emptyLane, odd, 2 * stampAt(0)));
      }),
  ],
];

export function encodings(): readonly EncodingFigures[] {
  return patterns.map(([name, make]) => {
    const update = make();
    const from = performance.now();
    Y.applyUpdate(new Y.Doc(), update);
    return { name, bytes: update.length, loadMs: performance.now() - from };
  });
}
