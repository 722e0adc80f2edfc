/**
 * What changes something is taken from our own pages only: a browser says whose page it is that asks. A
 * program has no cookies that somebody else could make it send, so it need not say; but a browser that
 * says nothing of where it is from must have sent what no form can.
 */
import type { Context, MiddlewareHandler } from 'hono';
import { problem } from './problems.ts';

/** @param onForeign told of the other origin; it may be this server under an address nobody told it of */
export const ownPagesOnly =
  (origin: string, onForeign: (from: string) => void): MiddlewareHandler =>
  async (context, next) => {
    if (context.req.method === 'GET' || context.req.method === 'HEAD') return next();
    const from = context.req.header('origin');
    if (from !== undefined && from !== origin) {
      onForeign(from);
      return problem('forbidden');
    }
    if (isFromElsewhere(context) || (!isFromUs(context, origin) && isForm(context))) {
      return problem('forbidden');
    }
    return next();
  };

/** For a GET that leaves a trace: a link leads nobody to it. */
export const noStrangers: MiddlewareHandler = async (context, next) =>
  isFromElsewhere(context) || context.req.header('sec-fetch-mode') === 'navigate'
    ? problem('forbidden')
    : next();

const siteOf = (context: Context) => context.req.header('sec-fetch-site');

/** What a person does themselves, such as to type an address, is nobody's. */
const isFromElsewhere = (context: Context): boolean =>
  !['same-origin', 'none', undefined].includes(siteOf(context));

const isFromUs = (context: Context, origin: string): boolean =>
  context.req.header('origin') === origin || siteOf(context) === 'same-origin';

/** The types that a page anywhere may send without being asked whether it may. */
const formTypes = new Set([
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'text/plain',
]);

function isForm(context: Context): boolean {
  const [type = ''] = (context.req.header('content-type') ?? '').split(';', 1);
  return formTypes.has(type.trim().toLowerCase());
}
