/** Tells what ails the database, or the way to it, from what is wrong with a statement. */
import pg from 'pg';
import { isStoreFault, StoreFault, type StoreFaultKind } from '../store-fault.ts';

/** By the codes of the engine (postgresql.org/docs/current/errcodes-appendix.html). */
const kinds: Readonly<Record<string, StoreFaultKind>> = {
  // Nobody was let in, or whoever was in was put out.
  '53300': 'unreachable',
  '57P01': 'unreachable',
  '57P02': 'unreachable',
  '57P03': 'unreachable',
  '57P05': 'unreachable',
  // Somebody else holds what is needed, for longer than anybody waits.
  '55P03': 'held',
  '57014': 'held',
  '25P03': 'held',
  '53100': 'full',
  // A standby, or a primary that became one.
  '25006': 'read-only',
  '58030': 'failing',
  XX001: 'damaged',
  XX002: 'damaged',
};
/** Every code of a connection that was lost or never came about. */
const connectionClass = /^08/u;
const ofSockets = /^(?:E[A-Z]+|CERT_|ERR_SSL)/u;
/** The driver has no code for a connection that broke amid a question. */
const brokenOff =
  /^(?:Connection terminated|Client has encountered a connection error|timeout e|Query read timeout|Client was closed)/u;

/** @returns null where something else failed */
export function postgresFaultIn(error: unknown): StoreFault | null {
  if (isStoreFault(error)) return error;
  if (!(error instanceof Error)) return null;
  const kind = kindOf(error);
  return kind === null ? null : new StoreFault(kind, error);
}

function kindOf(error: Error): StoreFaultKind | null {
  if (error instanceof pg.DatabaseError) {
    const { code = '' } = error;
    return kinds[code] ?? (connectionClass.test(code) ? 'unreachable' : null);
  }
  const code = 'code' in error ? String(error.code) : '';
  return ofSockets.test(code) || brokenOff.test(error.message) ? 'unreachable' : null;
}
