/**
 * A name or a title stands in a sentence without turning it: where it is written from the right, the
 * marks of an isolate go around it (https://www.w3.org/TR/string-meta/#bidi). Markup does the same by
 * `<bdi>` and `dir="auto"`; this is for what is plain text: pushes, labels, titles of tabs, questions.
 */
import { withoutTurns } from '#shared/base/text.ts';

/** Letters of scripts that run from the right, and the marks that say so. */
const fromTheRight =
  /[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** Others stay as they are, letter by letter. What turned them when they were made is not taken along. */
export function isolated(name: string): string {
  const text = withoutTurns(name);
  return fromTheRight.test(text) ? `\u2068${text}\u2069` : text;
}
