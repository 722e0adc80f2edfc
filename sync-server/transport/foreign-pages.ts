/**
 * A page of another origin that asks is somebody else's, or this server under an address that it was not
 * told of: then nobody can sign in, and only the log can say why.
 */
import type { Log } from '../base/logging.ts';
import { foreignPagesTold } from '../limits/figures.ts';

/** @returns tells of each other origin once */
export function tellForeignPages(origin: string, log: Pick<Log, 'warn'>): (from: string) => void {
  const told = new Set<string>();
  return (said) => {
    const from = said.slice(0, 200);
    if (told.has(from) || told.size === foreignPagesTold) return;
    told.add(from);
    const words = 'a page of another origin was refused; if it is this server, set ORIGIN to it';
    log.warn({ from, origin }, words);
  };
}
