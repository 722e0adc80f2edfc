/** The beginning of a text, for a row that has room for little of it. */
import { excerptCharacters } from '#shared/protocol/limits.ts';

/** One line of at most `excerptCharacters`, cut between characters as people count them. */
export function excerptOf(text: string): string {
  const line = text.replaceAll(/\s+/gu, ' ').trim();
  if (line.length <= excerptCharacters) return line;
  // One more than fits, so that a character the slice has cut in two is the one left out.
  const beginning = line.slice(0, excerptCharacters);
  let cut = '';
  for (const { segment } of new Intl.Segmenter('en').segment(beginning)) {
    if (cut.length + segment.length >= excerptCharacters) break;
    cut += segment;
  }
  return `${cut.trimEnd()}…`;
}
