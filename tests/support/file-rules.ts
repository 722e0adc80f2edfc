/**
 * The workspace's stand-in where files are tested: who is on which track, and what has arrived, in memory.
 * It lives in the test, so it outlives every kill of the server, which asks it by messages.
 */
import type { ChildProcess } from 'node:child_process';
import * as v from 'valibot';
import { soundSchema } from '#shared/workspace/entities.ts';
import type { Arrival, FileRules } from '../../sync-server/files/ports.ts';

export interface MemoryFileRules extends FileRules {
  readonly arrivals: ReadonlyMap<string, Arrival>;
  /** Calls of `arrived`, those that changed nothing included. */
  readonly told: readonly string[];
  add(userId: string, trackId: string): void;
  remove(userId: string, trackId: string): void;
  /** What a track may hold. */
  limit(bytes: number): void;
  /** What `arrived` waits for before it does anything. */
  before(work: () => Promise<void>): void;
  /** What `arrived` does before it answers. */
  after(work: () => Promise<void>): void;
}

const nothing = () => Promise.resolve();

export function createMemoryFileRules(): MemoryFileRules {
  const members = new Set<string>();
  const arrivals = new Map<string, Arrival>();
  const told: string[] = [];
  let most = Infinity;
  let [before, after] = [nothing, nothing];
  const isOn = (userId: string, trackId: string) => members.has(`${userId} ${trackId}`);
  const refusal: FileRules['refusal'] = (userId, trackId, size) => {
    if (!isOn(userId, trackId)) return Promise.resolve('not-found');
    const held = [...arrivals.values()]
      .filter((one) => one.trackId === trackId)
      .reduce((total, one) => total + one.size, 0);
    return Promise.resolve(held + size > most ? 'limit-reached' : null);
  };
  return {
    arrivals,
    told,
    add: (userId, trackId) => members.add(`${userId} ${trackId}`),
    remove: (userId, trackId) => members.delete(`${userId} ${trackId}`),
    limit: (bytes) => (most = bytes),
    before: (work) => (before = work),
    after: (work) => (after = work),
    refusal,
    async arrived(arrival) {
      told.push(arrival.versionId);
      await before();
      if (!arrivals.has(arrival.versionId)) {
        const refused = await refusal(arrival.userId, arrival.trackId, arrival.size);
        if (refused !== null) return refused === 'not-found' ? refused : 'limit-reached';
        arrivals.set(arrival.versionId, arrival);
      }
      await after();
      return 'done';
    },
    holding(userId, versionId) {
      const arrival = arrivals.get(versionId);
      return Promise.resolve(arrival && isOn(userId, arrival.trackId) ? arrival : null);
    },
    referred: (afterHash, limit) =>
      Promise.resolve(
        [...new Set([...arrivals.values()].map(({ sha256 }) => sha256))]
          .filter((one) => one > afterHash)
          .sort()
          .slice(0, limit),
      ),
  };
}

const text = v.string();
const arrivalSchema = v.object({
  userId: text,
  trackId: text,
  fileId: text,
  versionId: text,
  name: text,
  note: text,
  size: v.number(),
  sha256: text,
  sound: v.nullable(soundSchema),
});
const question = <const Name extends string, const Args extends v.TupleItems>(
  name: Name,
  args: Args,
) => v.object({ n: v.number(), method: v.literal(name), args: v.tuple(args) });
const questionSchema = v.variant('method', [
  question('refusal', [text, text, v.number()]),
  question('arrived', [arrivalSchema]),
  question('holding', [text, text]),
  question('referred', [text, v.number()]),
]);
const answerSchema = v.object({ n: v.number(), value: v.unknown() });

function answerOf(rules: FileRules, asked: v.InferOutput<typeof questionSchema>): Promise<unknown> {
  switch (asked.method) {
    case 'refusal':
      return rules.refusal(...asked.args);
    case 'arrived':
      return rules.arrived(...asked.args);
    case 'holding':
      return rules.holding(...asked.args);
    case 'referred':
      return rules.referred(...asked.args);
  }
}

/** Answers what a server asks, as long as it lives. */
export function answerFileRules(child: ChildProcess, rules: FileRules): void {
  child.on('message', (message) => {
    const asked = v.parse(questionSchema, message);
    void answerOf(rules, asked).then((value) => {
      if (child.connected) child.send({ n: asked.n, value }, () => undefined);
    });
  });
}

/** In the process of the server: asks the test. */
export function askForFileRules(): FileRules {
  const waiting = new Map<number, (value: unknown) => void>();
  let count = 0;
  process.on('message', (message) => {
    const { n, value } = v.parse(answerSchema, message);
    waiting.get(n)?.(value);
    waiting.delete(n);
  });
  const ask =
    <T>(method: string, schema: v.GenericSchema<unknown, T>) =>
    async (...args: readonly unknown[]): Promise<T> => {
      count += 1;
      const { promise, resolve } = Promise.withResolvers<unknown>();
      waiting.set(count, resolve);
      process.send?.({ n: count, method, args });
      return v.parse(schema, await promise);
    };
  const holdingSchema = v.object({ sha256: text, size: v.number(), name: text });
  return {
    refusal: ask('refusal', v.nullable(v.picklist(['not-found', 'limit-reached', 'too-large']))),
    arrived: ask('arrived', v.picklist(['done', 'not-found', 'limit-reached'])),
    holding: ask('holding', v.nullable(holdingSchema)),
    referred: ask('referred', v.array(text)),
  };
}
