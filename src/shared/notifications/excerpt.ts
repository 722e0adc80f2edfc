/** An excerpt is the beginning of a text, for a row that has room for little of it. */
import { excerptCharacters } from '#shared/workspace/limits.ts';

/** Returns one line of at most `excerptCharacters`, cut between characters as people count them. */
export function excerptOf(text: string): string {
  const line = text.replaceAll(/\s+/gu, ' ').trim();
  if (line.length <= excerptCharacters) return line;
  const cut = new Intl.Segmenter('en').segment(line).containing(excerptCharacters - 1);
  return `${line.slice(0, cut?.index).trimEnd()}…`;
}
