/** The headers of every answer, whoever gives it; one that is a page or a file says more, or something else. */
import { answeredBy } from '#shared/protocol/answered-by.ts';
import { day, second } from '#shared/base/time.ts';

const usual = {
  [answeredBy.header]: answeredBy.server,
  // What is no page runs nothing, wherever it is opened.
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
} as const;

/** Of this name alone: others below it are somebody else's to decide about. */
const httpsFor = (365 * day) / second;

export type EveryAnswer = Readonly<Record<string, string>>;

export const everyAnswer = (origin: string): EveryAnswer => ({
  ...usual,
  ...(origin.startsWith('https:') && { 'strict-transport-security': `max-age=${httpsFor}` }),
});

/** As they are written to a connection. */
export const linesOf = (headers: EveryAnswer): string =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');
