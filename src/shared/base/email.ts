/** This file says in one place what an e-mail address is: for signing up, for forms, and for the wire. */

/** RFC 5321 §4.5.3.1: longest forward path. */
export const emailCharacters = 254;

/**
 * As the library of the accounts takes it, which cannot be told otherwise: letters, digits and `_ ' + -`
 * with single dots between before the @, and a domain of labels with dots that ends in letters.
 */
const address =
  /^(?:[a-z0-9_'+-]+\.)*[a-z0-9_'+-]*[a-z0-9_+-]@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/u;

/** Returns whether a trimmed text in lower case is an e-mail address; an account can have each of them. */
export const isEmailAddress = (text: string): boolean =>
  text.length <= emailCharacters && address.test(text);
