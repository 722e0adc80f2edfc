import { createMemoryOutbox } from '../simulation/commands/memory-outbox.ts';
import { outboxContract } from './outbox-store.ts';

outboxContract('in memory', () => {
  const outbox = createMemoryOutbox('device');
  return Promise.resolve({
    store: outbox,
    add: (row) => Promise.resolve(outbox.add(row)),
    rows: () => Promise.resolve(outbox.rows),
  });
});
