/** A text must hold this to be one: the rules of the wire, for the forms that come before it. */
import { EMAIL_REGEX } from 'valibot';

/** Tells whether a text holds more than spaces, joiners and controls. */
export const isVisible = (text: string): boolean => /[^\p{C}\p{Z}]/u.test(text);

/** Tells what every database and screen keeps as it was typed: PostgreSQL stores no NUL. */
export const isStorable = (text: string): boolean => text.isWellFormed() && !text.includes('\0');

/** Tells whether a trimmed text in lower case is an e-mail address, wherever one is asked for. */
export const isEmailAddress = (text: string): boolean => EMAIL_REGEX.test(text);
