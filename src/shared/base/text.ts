/** What a text must hold to be one: the rules of the wire, for the forms that come before it. */

/** Not only spaces, joiners and controls. */
export const isVisible = (text: string): boolean => /[^\p{C}\p{Z}]/u.test(text);

/** What every database and every screen can keep as it was typed: PostgreSQL stores no NUL. */
export const isStorable = (text: string): boolean => text.isWellFormed() && !text.includes('\0');
