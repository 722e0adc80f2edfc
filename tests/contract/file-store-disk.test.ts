import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDiskStore } from '../../sync-server/files/store.ts';
import { fileStoreContract } from './file-store.ts';

fileStoreContract('on disk', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'feed-files-'));
  let parts = 0;
  return {
    store: createDiskStore(folder),
    async part(bytes) {
      const path = join(folder, `part-${(parts += 1)}`);
      await writeFile(path, bytes);
      return path;
    },
    isThere: existsSync,
    reopened: () => createDiskStore(folder),
    count: () =>
      readdirSync(join(folder, 'files'), { recursive: true, withFileTypes: true }).filter((entry) =>
        entry.isFile(),
      ).length,
    dispose: () => rm(folder, { recursive: true }),
  };
});
