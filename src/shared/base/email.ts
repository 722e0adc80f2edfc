/** This file says in one place what an e-mail address is, for forms and for the wire. */
import { EMAIL_REGEX } from 'valibot';

/** Returns whether a trimmed text in lower case is an e-mail address. */
export const isEmailAddress = (text: string): boolean => EMAIL_REGEX.test(text);
