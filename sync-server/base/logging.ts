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
