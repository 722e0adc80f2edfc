/** The marks by exchange after exchange, where no socket gets through: after each act, and now and then. */
import { createLoop } from '#shared/base/loop.ts';
import { second } from '#shared/base/time.ts';
import { resultOf, type ApiFault } from './api.ts';
import {
  createMarksExchange,
  exchangeOrigin,
  type MarksExchangeDependencies,
} from './marks-exchange.ts';

export interface MarksPollDependencies extends Omit<MarksExchangeDependencies, 'signal'> {
  readonly random: () => number;
  readonly report: (error: unknown) => void;
  /** Told after each exchange; the fault is null where it went well. */
  readonly onExchanged: (fault: ApiFault | null) => void;
}

export interface MarksPoll {
  hint(): void;
  dispose(): Promise<void>;
}

/** What others said comes so late at most. */
const everyMs = 5 * second;
const backoff = { baseMs: second, capMs: 30 * second } as const;

export function createMarksPoll(dependencies: MarksPollDependencies): MarksPoll {
  const { random, report, onExchanged } = dependencies;
  const { doc } = dependencies.session;
  const end = new AbortController();
  const exchange = createMarksExchange({ ...dependencies, signal: end.signal });
  const loop = createLoop({
    async work() {
      const answer = await exchange();
      if (end.signal.aborted) return 'done';
      onExchanged(answer.ok ? null : answer.error);
      if (!answer.ok) return resultOf(answer.error);
      if (answer.value) loop.poke();
      return { again: everyMs };
    },
    backoff,
    random,
    report,
  });

  const onUpdate = (_update: Uint8Array, from: unknown) => {
    if (from !== exchangeOrigin) loop.poke();
  };
  doc.on('update', onUpdate);
  loop.poke();
  return {
    hint: loop.poke,
    async dispose() {
      end.abort();
      doc.off('update', onUpdate);
      await loop.dispose();
    },
  };
}
