/** A text must hold this to be one: the rules of the wire, for the forms that come before it. */

/**
 * Tells whether a text holds more than spaces, joiners, controls, and what is drawn as nothing: fillers,
 * variation selectors, the blank of Braille.
 */
export const isVisible = (text: string): boolean =>
  /[^\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800\u{1D159}\u{16FE4}]/u.test(text);

/** Tells what every database and screen keeps as it was typed: PostgreSQL stores no NUL. */
export const isStorable = (text: string): boolean => text.isWellFormed() && !text.includes('\0');

/**
 * Takes out what turns the direction of all that follows, also beyond the text: embeddings, overrides and
 * isolates. Letters turn nothing but themselves; joiners of emoji, of Persian and of Indic scripts stay.
 */
export const withoutTurns = (text: string): string =>
  text.replaceAll(/[\u202a-\u202e\u2066-\u2069]/gu, '');

/** Makes the one line of a name or a title: what separates lines and columns elsewhere is a space here. */
export const asLine = (text: string): string =>
  withoutTurns(text)
    .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim();
