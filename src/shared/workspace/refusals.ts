/**
 * Names of everything that can go wrong between the two programs, and what the receiver does. HTTP
 * errors are RFC 9457 problem documents; what a program reads is `code`.
 */
/** Whole requests that fail. */
export const problemCodes = [
  'bad-request', // a bug of ours or a foreign client: not retried
  'unauthenticated', // sign in, then on
  'wrong-account', // this browser signed in as somebody else: stop at once
  'forbidden', // a foreign page
  'account-gone', // no session, and no account of that id
  'wrong-password', // asked for once more, and not what it is
  'not-found',
  'conflict', // device counter behind: renumber what is named, from `last`
  'too-large',
  'limit-reached', // a track, or the server, has no room for another file: told, not retried
  'too-many-requests', // wait as Retry-After says
  'other-generation', // the marks document was replaced: start from the server's
  'wrong-clock', // marks of a later time than it is: stamp anew what was not taken yet
  'upgrade-required', // this app is too old: reload
  'unavailable', // starting, stopping, or a fault: retry with back-off
  'push-service', // the browser's push service did not take a push, or gave no answer: try later
  'internal',
] as const;
export type ProblemCode = (typeof problemCodes)[number];

/** Why one command was refused. A refusal is final; the person is told in words. */
export const refusalCodes = [
  'unknown-command',
  'invalid',
  'reused-id',
  'not-found',
  'not-allowed',
  'id-taken',
  'version-mismatch',
  'already-member',
  'already-invited',
  'invite-accepted',
  'invite-declined',
  'invite-revoked',
  'invite-expired',
  'invite-track-deleted',
  'asked-again',
  'too-old', // sent long ago: nobody can tell any more whether it took effect
  'limit-reached',
] as const;
export type RefusalCode = (typeof refusalCodes)[number];

/** Close codes of the socket. The stock client takes 4400–4499 as final. */
export const closeCodes = {
  goingAway: 1001,
  restart: 1012,
  slowDown: 1013,
  badUpdate: 4400,
  signIn: 4401,
  notYours: 4403,
  otherGeneration: 4409,
  wrongClock: 4425,
  reload: 4426,
} as const;
