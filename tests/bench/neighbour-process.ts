/**
 * This process is one bad neighbour: it attacks from when it is told how until it is told to end. A stranger
 * has a machine of their own, so what it computes must not be taken for what it does to the server.
 */
import { getPriority, setPriority } from 'node:os';
import { attacks, type AttackWorld } from './attacks.ts';

export interface AttackRequest extends Omit<AttackWorld, 'end'> {
  readonly attack: number;
}

setPriority(getPriority() + 5);
const end = new AbortController();

process.once('message', (request: AttackRequest) => {
  process.once('message', () => end.abort());
  const ended = attacks[request.attack]?.run({ ...request, end: end.signal });
  ended
    ?.catch((error: unknown) => {
      if (!end.signal.aborted) throw error;
    })
    .finally(() => process.exit());
});
