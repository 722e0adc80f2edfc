/** What changes something is taken from our own pages only: a browser says whose page it is that asks. */
import type { MiddlewareHandler } from 'hono';
import { problem } from './problems.ts';

export const ownPagesOnly =
  (origin: string): MiddlewareHandler =>
  async (context, next) => {
    const from = context.req.header('origin');
    const isSafe = context.req.method === 'GET' || context.req.method === 'HEAD';
    if (from !== undefined && from !== origin && !isSafe) return problem('forbidden');
    return next();
  };
