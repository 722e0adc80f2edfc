import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { uuid7 } from '#shared/base/ids.ts';
import { day } from '#shared/base/time.ts';
import { openUploadRecords, type UploadRecord, type UploadRecords } from './upload-records.ts';

let folder: string;
let records: UploadRecords;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'feed-uploads-'));
  records = openUploadRecords(folder);
});
afterEach(() => rm(folder, { recursive: true }));

const now = Date.UTC(2026, 10, 29);
let count = 0;
/** Begun and last touched at that age, with so many of its 10 bytes there. */
async function upload(
  ageMs: number,
  bytes: number | null,
  more: Partial<UploadRecord> = {},
): Promise<string> {
  const id = uuid7((count += 1));
  const said = { trackId: id, fileId: id, versionId: id, name: 'Kick.wav', note: '' };
  if (bytes !== null) await writeFile(records.partOf(id), Buffer.alloc(bytes));
  records.set({
    arrival: { ...said, userId: 'ana', size: 10, sha256: 'a'.repeat(64) },
    createdAt: now - ageMs,
    ...more,
  });
  for (const path of [records.partOf(id), `${records.partOf(id)}.json`]) {
    if (existsSync(path)) await utimes(path, (now - ageMs) / 1_000, (now - ageMs) / 1_000);
  }
  return id;
}
const idsIn = (held: UploadRecords) => [...held.all()].map(({ arrival }) => arrival.versionId);

it('FI11 what nobody has touched for a week goes, and nothing that is whole or still wanted', async () => {
  const kept = [
    await upload(6 * day, 5),
    await upload(30 * day, 10),
    await upload(30 * day, null, { isChecked: true }),
    await upload(6 * day, null, { failed: 'other-bytes' }),
  ];
  await upload(8 * day, 5);
  await upload(8 * day, null, { failed: 'other-bytes' });
  const strange = join(records.folder, 'part-of-nothing');
  await writeFile(strange, '');
  await utimes(strange, 0, 0);
  await records.sweep(now);
  expect(idsIn(records).sort()).toEqual(kept.sort());
  expect(idsIn(openUploadRecords(folder)).sort()).toEqual(kept.sort());
  expect(readdirSync(records.folder)).toHaveLength(2 * 2 + 2);
});

it('FI4 says how many bytes are there, also when they have been moved', async () => {
  const offset = async (id: string) => {
    const record = openUploadRecords(folder).get(id);
    return record && (await records.offsetOf(record));
  };
  expect(await offset(await upload(0, 4))).toBe(4);
  expect(await offset(await upload(0, null))).toBe(0);
  expect(await offset(await upload(0, null, { isChecked: true }))).toBe(10);
});

it('FI3 a record that is not whole, or of a later program, is passed over', async () => {
  const id = await upload(0, 4);
  await truncate(`${records.partOf(id)}.json`, 20);
  await writeFile(join(records.folder, 'x.json'), '{"version":2}');
  expect(idsIn(openUploadRecords(folder))).toEqual([]);
});
