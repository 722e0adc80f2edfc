/** The thread behind the compactor: one job after the other, each answered. */
import { parentPort } from 'node:worker_threads';
import { compactDocument, type CompactionJob } from './compact-document.ts';

parentPort?.on('message', (job: CompactionJob) => {
  try {
    parentPort?.postMessage(compactDocument(job));
  } catch (error) {
    parentPort?.postMessage({ fault: String(error) });
  }
});
