import { afterEach } from 'vitest';
import { uuid7 } from '#shared/base/ids.ts';
import { outboxContract } from '../../../tests/contract/outbox-store.ts';
import { openActsDatabase, type ActsDatabase } from './acts-database.ts';
import { addRow } from './command-sender.ts';
import { createOutboxStore } from './outbox-store.ts';

const opened: ActsDatabase[] = [];
afterEach(async () => {
  for (const db of opened.splice(0)) await db.delete();
});

outboxContract('in IndexedDB', async () => {
  const acts = openActsDatabase(uuid7(Date.now()), () => uuid7(Date.now()));
  opened.push(acts);
  await acts.open();
  return {
    store: createOutboxStore(acts),
    add: (row) => acts.transaction('rw', acts.outbox, acts.meta, () => addRow(acts, row)),
    rows: () => acts.outbox.orderBy('order').toArray(),
  };
});
