/** Every disk of marks must do this; it runs on memory here and on IndexedDB in a browser. */
import { expect, test } from 'vitest';
import type { ActsDisk } from '#lib/storage/acts-disk.ts';
import type { MarksDisk, Said } from '#lib/storage/marks-disk.ts';
import { day } from '#shared/base/time.ts';
import { dismiss, markRead } from '#shared/marks/acts.ts';
import { emptyMarks, type Marks } from '#shared/marks/marks.ts';
import type { RunSet } from '#shared/marks/run-set.ts';
import { toValue } from '#shared/marks/stamp.ts';

export interface MarksDiskUnderTest {
  readonly disk: MarksDisk & ActsDisk;
  /** Opens the same device as another leader has it. */
  readonly openAgain: () => MarksDisk;
  readonly lanes: () => Promise<Marks>;
  readonly durable: () => Promise<Marks>;
}

const start = Date.UTC(2026, 10, 24);
const reads = (from: number, to: number, stamp: number): Marks => ({
  ...emptyMarks,
  read: [[from, to, toValue(stamp, 0)]],
});
const saidOf = (disk: MarksDisk): Promise<Said> =>
  new Promise((resolve) => {
    const unsubscribe = disk.said().subscribe((said) => {
      queueMicrotask(() => unsubscribe());
      resolve(said);
    });
  });
const bytes = (...values: number[]) => new Uint8Array(values);

export function marksDiskContract(
  name: string,
  open: (device: string) => Promise<MarksDiskUnderTest>,
): void {
  const read = (disk: ActsDisk, on: RunSet, now = start) =>
    disk.act(now, (marks, context) => markRead(marks, on, context));

  test(`${name}: an act is kept with its record, above all that was seen`, async () => {
    const { disk, lanes } = await open('phone');
    const first = await read(disk, [[1, 2]]);
    expect(first).toMatchObject({ device: 'phone', changed: [[1, 2]], count: 2 });
    expect(await read(disk, [[1, 2]])).toBeNull();
    const wild = (first?.stamp ?? 0) + day;
    await disk.join({ marks: reads(7, 7, wild), records: [] });
    const next = await disk.act(start, (marks, context) => dismiss(marks, [[1, 1]], context));
    expect(next?.stamp).toBeGreaterThan(wild);
    expect((await saidOf(disk)).records.map(({ id }) => id).sort()).toEqual(
      [first?.id, next?.id].sort(),
    );
    expect((await lanes()).read).toHaveLength(2);
  });

  test(`${name}: an undo needs its record, changes nothing twice, and what others said is met`, async () => {
    const [mine, theirs] = [await open('phone'), await open('laptop')];
    const act = await read(mine.disk, [[1, 3]]);
    await theirs.disk.undo(act?.id ?? '');
    expect(await theirs.lanes()).toEqual(emptyMarks);
    await theirs.disk.join(await saidOf(mine.disk));
    for (const { disk } of [mine, theirs, theirs]) await disk.undo(act?.id ?? '');
    expect(await theirs.lanes()).toEqual(await mine.lanes());
    const after = await read(theirs.disk, [[1, 3]]);
    expect(after?.stamp).toBeGreaterThan((act?.stamp ?? 0) + 1);
  });

  test(`${name}: MK14 an act under a clock a month ahead drops no record`, async () => {
    const { disk } = await open('phone');
    await read(disk, [[1, 1]]);
    await read(disk, [[2, 2]], start + 31 * day);
    expect((await saidOf(disk)).records).toHaveLength(2);
  });

  test(`${name}: a session finds the document and all clients, its own listed`, async () => {
    const { disk } = await open('phone');
    await disk.begin(7);
    await disk.addUpdate(bytes(1));
    await disk.addUpdate(bytes(2));
    await disk.greet('e', 'g');
    const begun = await disk.begin(8);
    expect(begun).toEqual({
      device: 'phone',
      epoch: 'e',
      generation: 'g',
      updates: [bytes(1), bytes(2)],
      clients: new Set([7, 8]),
      carried: [],
    });
    await disk.replaceUpdates(bytes(3));
    expect((await disk.begin(8)).updates).toEqual([bytes(3)]);
  });

  test(`${name}: what was acknowledged is forgotten where the server began anew`, async () => {
    const { disk, durable } = await open('phone');
    await disk.joinDurable(reads(1, 2, 4), null, null);
    await disk.joinDurable(reads(2, 3, 2), null, null);
    expect((await durable()).read).toEqual([
      [1, 2, 8],
      [3, 3, 4],
    ]);
    await disk.greet('e', 'g');
    expect(await durable()).toEqual(emptyMarks);
    // From a leader that does not know yet.
    await disk.joinDurable(reads(1, 2, 4), null, null);
    await disk.joinDurable(reads(1, 2, 4), 'e', 'f');
    expect(await durable()).toEqual(emptyMarks);
    await disk.joinDurable(reads(1, 2, 4), 'e', 'g');
    expect(await durable()).toEqual(reads(1, 2, 4));
  });

  test(`${name}: a document goes, what was said in it stays, the rest is set aside`, async () => {
    const { disk, lanes, durable } = await open('phone');
    await disk.greet('e', 'g');
    await disk.addUpdate(bytes(1));
    await disk.joinDurable(reads(1, 1, 2), 'e', 'g');
    const entry = { key: 'x', bytes: bytes(9), isOwn: true };
    await disk.dropDocument({ marks: reads(5, 5, 6), records: [] }, [entry]);
    expect(await disk.begin(9)).toMatchObject({
      epoch: 'e',
      generation: null,
      updates: [],
      carried: [entry],
    });
    expect([await lanes(), await durable()]).toEqual([reads(5, 5, 6), emptyMarks]);
    await disk.forgetCarried();
    expect((await disk.begin(9)).carried).toEqual([]);
  });

  test(`${name}: SY22 who has lost the lead changes nothing of the document`, async () => {
    const { disk, openAgain, lanes } = await open('phone');
    await disk.begin(7);
    await disk.addUpdate(bytes(1));
    await disk.greet('e', 'g');
    await disk.dropDocument({ marks: emptyMarks, records: [] }, [
      { key: 'x', bytes: bytes(9), isOwn: true },
    ]);
    await disk.begin(8);
    await disk.addUpdate(bytes(2));
    const next = openAgain();
    const { clients: _, ...found } = await next.begin(9);
    expect(found).toMatchObject({ updates: [bytes(2)], carried: [{ key: 'x' }] });

    for (const change of [
      () => disk.addUpdate(bytes(3)),
      () => disk.replaceUpdates(bytes(4)),
      () => disk.greet('later', 'later'),
      () => disk.dropDocument({ marks: reads(5, 5, 6), records: [] }, []),
      () => disk.forgetCarried(),
    ]) {
      await change();
      expect(await disk.begin(10)).toMatchObject(found);
    }
    // Nor does it lead again by going on; what it heard counts all the same.
    expect(await lanes()).toEqual(reads(5, 5, 6));
    await next.addUpdate(bytes(5));
    expect((await next.begin(11)).updates).toEqual([bytes(2), bytes(5)]);
  });

  test(`${name}: who watches hears of every change`, async () => {
    const { disk } = await open('phone');
    const heard: number[] = [];
    const unsubscribe = disk.said().subscribe(({ marks }) => heard.push(marks.read.length));
    await expect.poll(() => heard).toEqual([0]);
    await read(disk, [[1, 1]]);
    await expect.poll(() => heard.at(-1)).toBe(1);
    await disk.join({ marks: reads(9, 9, 2), records: [] });
    await expect.poll(() => heard.at(-1)).toBe(2);
    unsubscribe();
  });
}
