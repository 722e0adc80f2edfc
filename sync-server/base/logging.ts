/**
 * The log is structured, on standard error, one JSON object a line. What is logged is chosen at the
 * call: methods, paths without their query, statuses, durations, ids. Never headers, bodies,
 * addresses or anything a person typed; the redaction below is the second net, not the first.
 */
import { pino, type Logger } from 'pino';

export type Log = Logger;

export const createLog = (level = 'info'): Log =>
  pino(
    {
      level,
      base: null,
      redact: ['*.cookie', '*.authorization', '*.password', '*.token', '*.secret', '*.email'],
    },
    pino.destination({ dest: 2, sync: true }),
  );

/** Takes fields first, then words, as pino does. */
export interface FaultLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** @param isTold of a fault: whoever met it first has said so, and thousands may meet it */
export const withoutTold = (log: Log, isTold: (error: unknown) => boolean): FaultLog => ({
  info(fields, message) {
    log.info(fields, message);
  },
  warn(fields, message) {
    log.warn(fields, message);
  },
  error(fields, message) {
    if (!('err' in fields && isTold(fields.err))) log.error(fields, message);
  },
});
