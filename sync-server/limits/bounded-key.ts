/** Keys of what is counted: a name that somebody else chose may be of any length, and is kept for long. */
import { createHash } from 'node:crypto';

/** Above every address, id and hash. */
const keyCharacters = 128;

/** @returns the name itself, or where it is long its hash */
export const boundedKey = (name: string): string =>
  name.length <= keyCharacters ? name : createHash('sha256').update(name).digest('base64url');
