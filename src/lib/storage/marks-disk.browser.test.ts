import { afterEach } from 'vitest';
import { uuid7 } from '#shared/base/ids.ts';
import { marksDiskContract } from '../../../tests/contract/marks-disk.ts';
import { openActsDatabase, type ActsDatabase } from './acts-database.ts';
import { createActsDisk } from './acts-disk.ts';
import { createMarksDisk } from './marks-disk.ts';
import { readLanes } from './read-lanes.ts';
import type { Write } from './write.ts';

const opened: ActsDatabase[] = [];
afterEach(async () => {
  for (const db of opened.splice(0)) await db.delete();
});

marksDiskContract('in IndexedDB', async (device) => {
  const acts = openActsDatabase(uuid7(Date.now()), () => device);
  opened.push(acts);
  await acts.open();
  const write: Write = (tables, work) => acts.transaction('rw', [...tables], work);
  return {
    disk: { ...createMarksDisk(acts, reportError), ...createActsDisk({ acts, write }) },
    openAgain: () => createMarksDisk(acts, reportError),
    lanes: () => readLanes(acts.lanes),
    durable: () => readLanes(acts.durable),
  };
});
