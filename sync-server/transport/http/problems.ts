/** RFC 9457 problem documents: what every error of ours looks like. */
import type { ProblemCode } from '#shared/workspace/refusals.ts';
import type { Problem } from '#shared/protocol/messages.ts';
import { isFull } from '../../storage/durable-files.ts';
import { isStoreFault, type StoreFaultKind } from '../../storage/store-fault.ts';

const kinds: { readonly [Code in ProblemCode]: readonly [status: number, title: string] } = {
  'bad-request': [400, 'The request is not understood'],
  unauthenticated: [401, 'Sign in first'],
  'account-gone': [401, 'This account is not here any more'],
  forbidden: [403, 'Not from this page'],
  'wrong-password': [403, 'The password is another one'],
  'not-found': [404, 'Not found'],
  'wrong-account': [409, 'This browser is signed in as somebody else'],
  conflict: [409, 'The device is behind'],
  'other-generation': [409, 'The marks document was replaced'],
  'wrong-clock': [409, 'It is not that late yet'],
  'too-large': [413, 'Too large'],
  'upgrade-required': [426, 'Reload to get the current version'],
  'too-many-requests': [429, 'Too many requests'],
  internal: [500, 'Something went wrong here'],
  'push-service': [502, 'The push service did not do it'],
  unavailable: [503, 'Not ready'],
  'limit-reached': [507, 'No room'],
};

/** What will be otherwise by then, mostly. */
export const comeAgainSeconds = 2;

export interface ProblemExtras {
  /** One sentence for a developer; never what was sent. */
  readonly detail?: string;
  readonly last?: number;
  readonly ids?: readonly string[];
  readonly retryAfterSeconds?: number;
}

export function problem(code: ProblemCode, extras: ProblemExtras = {}): Response {
  const [status, title] = kinds[code];
  const { detail, last, ids } = extras;
  const comeAgain = code === 'unavailable' ? comeAgainSeconds : undefined;
  const { retryAfterSeconds = comeAgain } = extras;
  const body: Problem = { type: 'about:blank', title, status, code, detail, last, ids };
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...(retryAfterSeconds !== undefined && { 'retry-after': String(retryAfterSeconds) }),
    },
  });
}

/** What a request is answered that nobody has answered. */
export function faultAnswer(
  error: unknown,
  path: string,
  onFault: (error: unknown, path: string) => void,
): Response {
  onFault(error, path);
  const kind = isStoreFault(error) ? error.kind : isFull(error) && 'full';
  return kind ? problem('unavailable', { detail: details[kind] }) : problem('internal');
}

const details: { readonly [Kind in StoreFaultKind]: string } = {
  held: 'Another program holds the database.',
  full: 'The disk is full.',
  'read-only': 'The database cannot be written.',
  damaged: 'The database is damaged.',
  failing: 'The disk of the database fails.',
  unreachable: 'The database does not answer.',
  replaced: 'The file of the database is not the one that was opened.',
};
