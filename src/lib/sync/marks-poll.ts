/** The marks by exchange after exchange, where no socket gets through: after each act, and now and then. */
import { second } from '#shared/base/time.ts';
import { resultOf, type ApiFault } from './api.ts';
import { createLoop, type LoopResult } from '#shared/base/loop.ts';
import {
  createMarksExchange,
  exchangeOrigin,
  type MarksExchangeDependencies,
} from './marks-exchange.ts';

export interface MarksPollDependencies extends MarksExchangeDependencies {
  readonly random: () => number;
  readonly report: (error: unknown) => void;
  /** Told after each request whether the server was reached. */
  readonly onReached: (isReached: boolean) => void;
  readonly onFault: (fault: ApiFault) => void;
  readonly onOtherGeneration: () => void;
}

export interface MarksPoll {
  hint(): void;
  dispose(): Promise<void>;
}

/** What others said comes so late at most. */
const everyMs = 5 * second;
const backoff = { baseMs: second, capMs: 30 * second } as const;

export function createMarksPoll(dependencies: MarksPollDependencies): MarksPoll {
  const { random, report, onReached, onFault } = dependencies;
  const { doc } = dependencies.session;
  const exchange = createMarksExchange(dependencies);

  const ask = async (): Promise<LoopResult> => {
    const answer = await exchange();
    onReached(answer.ok);
    if (!answer.ok) {
      if (answer.error.kind === 'other-generation') dependencies.onOtherGeneration();
      onFault(answer.error);
      return resultOf(answer.error);
    }
    if (answer.value) loop.poke();
    return { again: everyMs };
  };
  const loop = createLoop({ work: ask, backoff, random, report });

  const onUpdate = (_update: Uint8Array, from: unknown) => {
    if (from !== exchangeOrigin) loop.poke();
  };
  doc.on('update', onUpdate);
  loop.poke();
  return {
    hint: () => loop.poke(),
    async dispose() {
      doc.off('update', onUpdate);
      await loop.dispose();
    },
  };
}
