import { MemoryMarks, openMemoryMarks } from '../simulation/marks/memory-marks-disk.ts';
import { marksDiskContract } from './marks-disk.ts';

marksDiskContract('in memory', (device) => {
  const memory = new MemoryMarks(device);
  return Promise.resolve({
    disk: openMemoryMarks(memory),
    openAgain: () => openMemoryMarks(memory),
    lanes: () => Promise.resolve(memory.held.lanes),
    durable: () => Promise.resolve(memory.held.durable),
  });
});
