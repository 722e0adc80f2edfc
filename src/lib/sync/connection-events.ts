/**
 * What can happen to the connection, and what can be done about it: the words in which connection.ts,
 * which decides, and connection-driver.ts, which acts, speak with each other.
 */
import type { ApiFault } from './api.ts';
import type { Link } from './link-status.ts';

export type TimerName = 'retry' | 'attempt' | 'grace' | 'quiet' | 'probe' | 'steady';

export type ConnectionEvent =
  /** There is a document to keep in step. */
  | { readonly type: 'start' }
  /** The network may have changed, or the person came back: probable, never certain. */
  | { readonly type: 'hint' }
  /** The server's state was received. */
  | { readonly type: 'synced' }
  /** Any frame. */
  | { readonly type: 'heard' }
  /** Without a code where we or the provider gave it up. */
  | { readonly type: 'closed'; readonly code: number | null }
  | { readonly type: 'due'; readonly timer: TimerName }
  /** A request, whoever asked, came back or did not, at this time in ms. */
  | { readonly type: 'answered' | 'unanswered'; readonly at: number }
  /** This device's clock was wrong: what the server has not taken yet has to be stamped anew. */
  | { readonly type: 'wrong-clock' }
  /** What was asked was refused, or the document here waits for a part that never comes. */
  | { readonly type: 'fault'; readonly kind: ApiFault['kind'] }
  /** The marks were exchanged over HTTP; the fault is null where that went well. */
  | { readonly type: 'exchanged'; readonly fault: ApiFault['kind'] | null }
  /** The change log was read to its head. */
  | { readonly type: 'pulled' };

export type ConnectionCommand =
  /** Of the socket; a probe says something that the server answers. */
  | { readonly do: 'connect' | 'disconnect' | 'probe' }
  /** `ms` null stops it; one that runs begins anew. */
  | { readonly do: 'timer'; readonly timer: TimerName; readonly ms: number | null }
  | { readonly do: 'tell'; readonly link: Link }
  /** The document holds what the server has: what was said here may be written into it. */
  | { readonly do: 'write' }
  /** Of the marks over HTTP: after each act and now and then, no more, or right now. */
  | { readonly do: 'begin-exchanges' | 'end-exchanges' | 'exchange' }
  /** Read what is new in the change log; send what waits; take the question back that is held. */
  | { readonly do: 'pull' | 'send' | 'take-back' }
  /** Begin anew with the server's document, then `start`. */
  | { readonly do: 'drop-document' }
  | { readonly do: 'need-reload' };
