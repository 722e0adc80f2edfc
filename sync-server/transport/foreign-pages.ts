/**
 * A page of another origin that asks is somebody else's, or this server under an address that it was not
 * told of: then nobody can sign in, and only the log can say why.
 */
import type { Log } from '../base/logging.ts';

/** Anybody may claim to be a page of anywhere. */
const toldMost = 20;

/** @returns tells of each other origin once */
export function tellForeignPages(origin: string, log: Pick<Log, 'warn'>): (from: string) => void {
  const told = new Set<string>();
  return (from) => {
    if (told.has(from) || told.size === toldMost) return;
    told.add(from);
    const words = 'a page of another origin was refused; if it is this server, set ORIGIN to it';
    log.warn({ from: from.slice(0, 200), origin }, words);
  };
}
