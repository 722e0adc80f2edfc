/** This step gives a request its turn, and ends it with the answer. Routes behind it wait without one. */
import type { HttpBindings } from '@hono/node-server';
import type { Context, MiddlewareHandler } from 'hono';
import type { Turn, Turns } from '../../limits/turns.ts';
import { problem } from './problems.ts';

export interface InTurn {
  Bindings: HttpBindings;
  Variables: { turn: Turn };
}

export const inTurn =
  (turns: Turns, addressOf: (context: Context) => string): MiddlewareHandler<InTurn> =>
  async (context, next) => {
    const turn = await turns.take(addressOf(context));
    try {
      // Nobody is there any more to be answered.
      if (context.env.incoming.destroyed) return problem('unavailable');
      context.set('turn', turn);
      return await next();
    } finally {
      turn.end();
    }
  };
