/**
 * What has been made of a sound is kept in a small file beside the store: `waveforms/ab/abcdef….json`,
 * and that nothing can be made of it as well. All of it follows from the files themselves, so it is in no
 * backup: what is missing, or of another format, is made again when it is asked for.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { facts } from '#shared/base/schemas.ts';
import { waveformSchema, type Waveform } from '#shared/protocol/waveform.ts';
import { codeOf, renameLargeDurably } from '../../storage/durable-files.ts';
import { namesIn } from '../../storage/names-in.ts';

export interface KeptWaveforms {
  /** @returns undefined where nothing is kept; null where there is nothing to be made */
  get(sha256: string): Promise<Waveform | null | undefined>;
  /** One at a time. */
  put(sha256: string, waveform: Waveform | null): Promise<void>;
  /** Deletes what is kept of files that are not there any more. */
  sweep(has: (sha256: string) => Promise<boolean>): Promise<void>;
}

const folderName = 'waveforms';
/** Rises when a waveform is made otherwise, or of more sounds than before. */
const format = 1;
const keptSchema = facts({ format: v.literal(format), waveform: v.nullable(waveformSchema) });
const ownName = /^([0-9a-f]{64})\.json$/u;

export function createKeptWaveforms(dataDir: string): KeptWaveforms {
  const folder = join(dataDir, folderName);
  const pathOf = (sha256: string) => join(folder, sha256.slice(0, 2), `${sha256}.json`);
  /** Not among those that are swept, and there is one at most. */
  const part = join(folder, 'new.part');
  return {
    async get(sha256) {
      const kept = await readKept(pathOf(sha256));
      return kept?.waveform;
    },
    async put(sha256, waveform) {
      await mkdir(folder, { recursive: true });
      await writeFile(part, JSON.stringify({ format, waveform }), { mode: 0o600 });
      await renameLargeDurably(part, pathOf(sha256));
    },
    async sweep(has) {
      for (const prefix of await namesIn(folder)) {
        for (const name of await namesIn(join(folder, prefix))) {
          const sha256 = ownName.exec(name)?.[1];
          if (sha256 === undefined || (await has(sha256))) continue;
          await rm(pathOf(sha256), { force: true });
        }
      }
    },
  };
}

/** Null where there is none that can be read; a file that a later program wrote is made again. */
async function readKept(path: string): Promise<v.InferOutput<typeof keptSchema> | null> {
  try {
    const kept = v.safeParse(keptSchema, JSON.parse(await readFile(path, 'utf8')));
    return kept.success ? kept.output : null;
  } catch (error) {
    if (error instanceof SyntaxError || codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}
