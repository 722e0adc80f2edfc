/** What changes something is taken from our own pages only: a browser says whose page it is that asks. */
import type { MiddlewareHandler } from 'hono';
import { problem } from './problems.ts';

/** @param onForeign told of the other origin; it may be this server under an address nobody told it of */
export const ownPagesOnly =
  (origin: string, onForeign: (from: string) => void): MiddlewareHandler =>
  async (context, next) => {
    const from = context.req.header('origin');
    const isSafe = context.req.method === 'GET' || context.req.method === 'HEAD';
    if (from === undefined || from === origin || isSafe) return next();
    onForeign(from);
    return problem('forbidden');
  };
