/** No file may grow beyond a limit, amid an upload: what fits is kept, and goes on when there is room. */
import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openFilesStudio, type FilesStudio } from '../protocol/support/files-studio.ts';
import { bytesOf, fileOf } from '../protocol/support/tus-client.ts';

const canLimit = (() => {
  try {
    execFileSync('prlimit', ['--version']);
    return true;
  } catch {
    return false;
  }
})();

let studio: FilesStudio;
beforeAll(async () => {
  studio = await openFilesStudio({ FILE_MB: '16' });
});
afterAll(() => studio.server.dispose());

const limitBytes = 8 * 1_024 * 1_024;
function limit(most: string): void {
  execFileSync('prlimit', ['--pid', String(studio.server.pid()), `--fsize=${most}:`]);
}

test.runIf(canLimit)(
  'OP30 FI4 FI5 a disk that is full amid an upload takes what fits, says so, and goes on once there is room',
  async () => {
    const { client, trackId, ended, rules } = studio;
    const bytes = bytesOf(10 * 1_024 * 1_024);
    const file = fileOf(trackId, bytes);
    await client.create(file);
    limit(String(limitBytes));
    // The answer may be lost, as more was on its way when the line was closed.
    const full = await client.patch(file.versionId, 0, bytes).catch(() => null);
    if (full) expect([full.status, JSON.parse(full.body).code]).toEqual([503, 'unavailable']);
    const offset = await client.offset(file.versionId);
    expect(offset).toBeLessThanOrEqual(limitBytes);
    expect(offset).toBeGreaterThan(limitBytes / 2);
    limit('unlimited');
    await client.patch(file.versionId, offset, bytes.subarray(offset));
    expect(await ended(file.versionId)).toEqual({ state: 'done' });
    expect(rules.arrivals.get(file.versionId)?.sha256).toBe(file.sha256);
  },
);
