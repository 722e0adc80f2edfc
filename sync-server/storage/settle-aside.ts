/**
 * What takes long of opening a database is done in a thread, so that whoever asks meanwhile is answered: a
 * database of an older program is brought to today's shape, and a long log that a crash has left is put in
 * its place. Mostly there is nothing of that, and no thread. Whatever goes wrong there goes wrong once
 * more where the database is opened in earnest, and is said there.
 */
import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { hour } from '#shared/base/time.ts';
import { createWorkerThread } from '../base/worker-thread.ts';
import { migrations } from './migrations/list.ts';

export type SettleAnswer = { readonly done: true } | { readonly held: true };

/** Less is read within a moment. */
const longLogBytes = 16 * 1_024 * 1_024;
/** Nobody waits for the thread itself; a database that takes longer is finished by who opens it. */
const limitMs = 6 * hour;

/** @param onHeld hears, once, that another program keeps it from that */
export async function settleAside(databasePath: string, onHeld: () => void): Promise<void> {
  if (!takesLong(databasePath)) return;
  const thread = createWorkerThread<string, SettleAnswer>({
    program: new URL('./settle-thread.ts', import.meta.url),
    resourceLimits: {},
    limitMs,
  });
  let isTold = false;
  for (;;) {
    const answer = await thread.run(databasePath);
    if (!('held' in answer)) break;
    if (!isTold) onHeld();
    isTold = true;
  }
  await thread.close();
}

const takesLong = (databasePath: string): boolean => {
  const size = (path: string) => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size(databasePath) === 0) return false;
  return size(`${databasePath}-wal`) > longLogBytes || isOlder(databasePath);
};

function isOlder(databasePath: string): boolean {
  const sqlite = new DatabaseSync(databasePath);
  try {
    const rows = sqlite.prepare('select name from migration').all();
    const done = new Set(rows.map(({ name }) => String(name)));
    return Object.keys(migrations).some((name) => !done.has(name));
  } catch {
    return true;
  } finally {
    sqlite.close();
  }
}
