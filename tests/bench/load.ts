/**
 * This is the bench's hand on a load process: one question at a time, one answer each. Several of
 * them load one server where one core would not do.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Seat } from './wires.ts';

export type LoadRequest =
  | { readonly kind: 'connect'; readonly seats: readonly Seat[] }
  | { readonly kind: 'open'; readonly perSecond: number; readonly forMs: number }
  | { readonly kind: 'closed'; readonly inFlight: number; readonly forMs: number }
  | { readonly kind: 'promises' }
  | { readonly kind: 'read'; readonly seats: readonly Seat[] }
  | { readonly kind: 'close' };

export interface Percentiles {
  readonly p50: number;
  readonly p99: number;
}

export interface LoadFigures {
  readonly kind: 'figures';
  readonly sent: number;
  readonly delivered: number;
  /** Delivered while the load lasted. */
  readonly perSecond: number;
  readonly deliveryMs: Percentiles;
  /** Null where the server promises nothing. */
  readonly promiseMs: Percentiles | null;
  /** Connections the server closed. */
  readonly closings: number;
}

export interface Promises {
  readonly kind: 'promises';
  /** By client, how many writes were promised, and how many another device had. */
  readonly reached: readonly (readonly [client: number, promised: number, delivered: number])[];
}

export type LoadAnswer =
  | LoadFigures
  | Promises
  | {
      readonly kind: 'clocks';
      readonly clocks: readonly (readonly [client: number, clock: number])[];
    }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly reason: string };

export interface Load {
  connect(seats: readonly Seat[]): Promise<void>;
  /** Writes so many a second, regardless of what comes back. */
  open(perSecond: number, forMs: number): Promise<LoadFigures>;
  /** Writes as fast as the other devices get what was written. */
  closed(inFlight: number, forMs: number): Promise<LoadFigures>;
  promises(): Promise<Promises['reached']>;
  /** Reads what is in these documents now, by client. */
  read(seats: readonly Seat[]): Promise<ReadonlyMap<number, number>>;
  close(): Promise<void>;
  end(): Promise<void>;
}

export function startLoad(): Load {
  const child = fork(join(import.meta.dirname, 'load-process.ts'));

  const ask = async <Kind extends LoadAnswer['kind']>(
    request: LoadRequest,
    kind: Kind,
  ): Promise<Extract<LoadAnswer, { readonly kind: Kind }>> => {
    const answered = once(child, 'message');
    child.send(request);
    const [answer] = (await answered) as [LoadAnswer];
    if (answer.kind === 'failed') throw new Error(`The load failed: ${answer.reason}`);
    if (answer.kind !== kind) throw new Error(`The load answered ${answer.kind}, not ${kind}`);
    return answer as Extract<LoadAnswer, { readonly kind: Kind }>;
  };

  return {
    async connect(seats) {
      await ask({ kind: 'connect', seats }, 'done');
    },
    open: (perSecond, forMs) => ask({ kind: 'open', perSecond, forMs }, 'figures'),
    closed: (inFlight, forMs) => ask({ kind: 'closed', inFlight, forMs }, 'figures'),
    promises: async () => (await ask({ kind: 'promises' }, 'promises')).reached,
    read: async (seats) => new Map((await ask({ kind: 'read', seats }, 'clocks')).clocks),
    async close() {
      await ask({ kind: 'close' }, 'done');
    },
    async end() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.disconnect();
      child.kill();
      await once(child, 'exit');
    },
  };
}
