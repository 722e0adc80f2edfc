/**
 * A thread for work that nobody may wait behind: it runs while there is work, one job after the other,
 * and ends after a while without. A job that crashes it, or does not go on, comes back as a fault; the
 * next one finds a new thread.
 */
import { Worker, type ResourceLimits, type Transferable } from 'node:worker_threads';

export interface ThreadFault {
  readonly fault: string;
}

export interface WorkerThread<Job, Answer> {
  /** One at a time. */
  run(job: Job, transfer?: readonly Transferable[]): Promise<Answer | ThreadFault>;
  /** What runs meanwhile comes back as a fault, and so does what is asked for later. */
  close(): Promise<void>;
}

export interface WorkerThreadOptions {
  /** Answers each job by one message; before it, it may say `goesOn` at will. */
  readonly program: URL;
  readonly resourceLimits: ResourceLimits;
  /** How long it may say nothing. */
  readonly limitMs: number;
}

/** What a thread says that is not done yet, and not stuck either. */
export const goesOn = 'goes on';
/** A thread holds some ten megabytes; it goes when there is nothing to do. */
const idleMs = 60_000;

export function createWorkerThread<Job, Answer extends object>({
  program,
  resourceLimits,
  limitMs,
}: WorkerThreadOptions): WorkerThread<Job, Answer> {
  let worker: Worker | undefined;
  let idleTimer: NodeJS.Timeout | undefined;
  let isClosed = false;

  const stop = async (): Promise<void> => {
    clearTimeout(idleTimer);
    const stopped = worker;
    worker = undefined;
    await stopped?.terminate();
  };

  const start = (): Worker => {
    const started = new Worker(program, { resourceLimits });
    started.unref();
    return started;
  };

  return {
    close() {
      isClosed = true;
      return stop();
    },
    async run(job, transfer = []) {
      if (isClosed) return { fault: 'the thread ended' };
      clearTimeout(idleTimer);
      const used = (worker ??= start());
      const { promise, resolve } = Promise.withResolvers<Answer | ThreadFault>();
      const limit = setTimeout(resolve, limitMs, { fault: 'took too long' });
      const hear = (said: Answer | typeof goesOn) => {
        if (said === goesOn) limit.refresh();
        else resolve(said);
      };
      const failed = (error: unknown) => {
        resolve({ fault: String(error) });
      };
      const ended = () => {
        resolve({ fault: 'the thread ended' });
      };
      used.on('message', hear).once('error', failed).once('exit', ended);
      used.postMessage(job, transfer);
      const answer = await promise;
      clearTimeout(limit);
      // Each by name: Node's own listeners carry the messages of the next job.
      used.off('message', hear).off('error', failed).off('exit', ended);
      if ('fault' in answer) await stop();
      else {
        idleTimer = setTimeout(() => void stop(), idleMs);
        idleTimer.unref();
      }
      return answer;
    },
  };
}
