/**
 * This file fills a disk under a running server, and gives it room again: no file may grow beyond a
 * limit, which Linux can set on a process from outside.
 */
import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { createTrack, openStudio, type Studio } from '../operation/support.ts';
import { connectRaw, emptyVector } from '../protocol/support/raw-client.ts';
import { writeMarks } from '../support/marks-writer.ts';
import type { TestPerson } from '../support/server.ts';

const canLimit = (() => {
  try {
    execFileSync('prlimit', ['--version']);
    return true;
  } catch {
    return false;
  }
})();

let studio: Studio;
beforeAll(async () => {
  studio = await openStudio();
});
afterAll(() => studio.server.dispose());

/** @param bytes beyond what the log holds now; null for as much as there is */
function leaveRoom(bytes: number | null): void {
  const { server } = studio;
  const log = statSync(join(server.dataDir, 'feed.db-wal')).size;
  const most = bytes === null ? 'unlimited' : String(log + bytes);
  execFileSync('prlimit', ['--pid', String(server.pid()), `--fsize=${most}:`]);
}

async function clocksOf({ cookie }: TestPerson): Promise<ReadonlyMap<number, number>> {
  const client = await connectRaw(`ws://127.0.0.1:${studio.server.port}/api/sync`, cookie);
  client.sendStep1(emptyVector);
  const doc = new Y.Doc();
  Y.applyUpdate(doc, (await client.next('step2')).bytes);
  await client.close();
  expect(doc.store.pendingStructs).toBe(null);
  return Y.decodeStateVector(Y.encodeStateVector(doc));
}

async function titlesOf({ cookie }: TestPerson): Promise<readonly string[]> {
  const answer = await fetch(`${studio.server.url}/api/changes?after=0`, { headers: { cookie } });
  const { changes } = await answer.json();
  return changes
    .filter(({ kind }: { kind: string }) => kind === 'track')
    .map(({ body }: { body: { title: string } }) => body.title);
}

test.runIf(canLimit)(
  'SY13 SY20 CM3 on a full disk nothing is promised, all that was is read, and room is enough to go on',
  async () => {
    const { server, ana, ben } = studio;
    const before = await writeMarks(server, ben);
    await expect.poll(before.promised).toBeGreaterThan(20);
    leaveRoom(16 * 1_024);
    expect(await before.closed).toBe(1013);
    await expect(createTrack(server, ana, 'Too much')).rejects.toThrow();

    const held = await clocksOf(ben);
    expect(held.get(before.client)).toBeGreaterThanOrEqual(before.promised());
    expect(await titlesOf(ana)).toEqual(['Before']);

    leaveRoom(null);
    await createTrack(server, ana, 'After');
    const after = await writeMarks(server, ben);
    await expect.poll(after.promised).toBeGreaterThan(20);
    await server.kill('SIGKILL');
    await server.start();
    const kept = await clocksOf(ben);
    for (const { client, promised } of [before, after]) {
      expect(kept.get(client)).toBeGreaterThanOrEqual(promised());
    }
    expect(await titlesOf(ana)).toEqual(['Before', 'After']);
  },
);
