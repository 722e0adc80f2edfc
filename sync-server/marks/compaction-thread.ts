/** This is the thread behind the compactor: one job after the other, each answered. */
import { parentPort } from 'node:worker_threads';
import { compactDocument, unpackJob, type PackedJob } from './compact-document.ts';

parentPort?.on('message', (job: PackedJob) => {
  try {
    parentPort?.postMessage(compactDocument(unpackJob(job)));
  } catch (error) {
    parentPort?.postMessage({ fault: String(error) });
  }
});
