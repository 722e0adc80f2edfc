/** A text must hold this to be one: the rules of the wire, for the forms that come before it. */

/** Tells whether a text holds more than spaces, joiners and controls. */
export const isVisible = (text: string): boolean => /[^\p{C}\p{Z}]/u.test(text);

/** Tells what every database and screen keeps as it was typed: PostgreSQL stores no NUL. */
export const isStorable = (text: string): boolean => text.isWellFormed() && !text.includes('\0');
