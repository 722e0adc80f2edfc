/**
 * What is on its way in: for each upload its bytes so far, and beside them what was said of it, both in
 * `uploads` of the data folder. A record goes once the workspace has taken the file in; one that failed
 * stays for a while, to say so.
 */
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { isUuid } from '#shared/base/ids.ts';
import { count, facts, instant, text } from '#shared/base/schemas.ts';
import { day } from '#shared/base/time.ts';
import { uploadFailures, uploadFieldsSchema } from '#shared/protocol/files.ts';
import { codeOf, readIfThere, writeDurably } from '../storage/durable-files.ts';

const recordSchema = facts({
  arrival: v.pipe(
    v.object({ ...uploadFieldsSchema.pipe[0].entries, userId: text, size: count }),
    v.readonly(),
  ),
  createdAt: instant,
  /** All bytes have come and are those that were promised; without a part, the store has them. */
  isChecked: v.optional(v.boolean()),
  failed: v.optional(v.picklist(uploadFailures)),
});
export type UploadRecord = v.InferOutput<typeof recordSchema>;

export interface UploadRecords {
  readonly folder: string;
  get(id: string): UploadRecord | null;
  all(): Iterable<UploadRecord>;
  /** Lies at the path of its id in the folder. */
  partOf(id: string): string;
  /** How many bytes of it have come. */
  offsetOf(record: UploadRecord): Promise<number>;
  set(record: UploadRecord): void;
  remove(id: string): void;
  /** Removes what nobody has touched for days: parts, failures, and files of no record. */
  sweep(now: number): Promise<void>;
}

const uploadsFolder = 'uploads';
/** Over a weekend without a network, and some more. */
const untouchedMs = 7 * day;
const suffix = '.json';

export function openUploadRecords(dataDir: string): UploadRecords {
  const folder = join(dataDir, uploadsFolder);
  mkdirSync(folder, { recursive: true });
  const records = new Map<string, UploadRecord>();
  const partOf = (id: string) => join(folder, id);
  const recordOf = (id: string) => join(folder, id + suffix);
  for (const name of readdirSync(folder)) {
    const record = name.endsWith(suffix) ? parse(readIfThere(join(folder, name))) : null;
    if (record) records.set(record.arrival.versionId, record);
  }

  const offsetOf = async ({ arrival, isChecked }: UploadRecord) =>
    isChecked ? arrival.size : ((await statOf(partOf(arrival.versionId)))?.size ?? 0);

  const isLeft = async (name: string, now: number) => {
    const id = name.endsWith(suffix) ? name.slice(0, -suffix.length) : name;
    const record = isUuid(id) ? records.get(id) : undefined;
    // What is whole waits for the workspace, however long.
    if (record && !record.failed && (await offsetOf(record)) === record.arrival.size) return null;
    const touched = (await statOf(partOf(id))) ?? (await statOf(join(folder, name)));
    return touched && now - touched.mtimeMs > untouchedMs ? id : null;
  };
  const remove = (id: string) => {
    records.delete(id);
    rmSync(recordOf(id), { force: true });
    rmSync(partOf(id), { force: true });
  };

  return {
    folder,
    get: (id) => records.get(id) ?? null,
    all: () => records.values(),
    partOf,
    offsetOf,
    set(record) {
      const { versionId } = record.arrival;
      writeDurably(recordOf(versionId), JSON.stringify(record), 0o600);
      records.set(versionId, record);
    },
    remove,
    async sweep(now) {
      for (const name of readdirSync(folder)) {
        const id = await isLeft(name, now);
        if (id === null) continue;
        remove(id);
        rmSync(join(folder, name), { force: true });
      }
    },
  };
}

async function statOf(path: string) {
  try {
    return await stat(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

/** Null where it is not one of ours, or of a later program. */
function parse(json: string | null): UploadRecord | null {
  try {
    const parsed = v.safeParse(recordSchema, JSON.parse(json ?? ''));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}
