/** A text must hold this to be one: the rules of the wire, for the forms that come before it. */

/**
 * Tells whether a text holds more than spaces, joiners, controls, and what is drawn as nothing: fillers,
 * variation selectors, the blank of Braille.
 */
export const isVisible = (text: string): boolean =>
  /[^\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/u.test(text);

/** Tells what every database and screen keeps as it was typed: PostgreSQL stores no NUL. */
export const isStorable = (text: string): boolean => text.isWellFormed() && !text.includes('\0');
