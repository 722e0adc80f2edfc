/** This file says in one place what an e-mail address is: for signing up, for forms, and for the wire. */
import { RFC_EMAIL_REGEX } from 'valibot';

/** Returns whether a trimmed text in lower case is an e-mail address, as browsers see it, of a domain with a dot. */
export const isEmailAddress = (text: string): boolean =>
  RFC_EMAIL_REGEX.test(text) && text.includes('.', text.lastIndexOf('@'));
