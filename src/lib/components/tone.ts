/**
 * A tone is one of the twelve of app.css that somebody or something wears: the same id, the same
 * tone, everywhere. Ids that differ in one letter differ in tone as likely as any two.
 */
export const toneCount = 12;

/** FNV-1a, 32 bit: short, even, and not for secrets. */
export function hashOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at += 1) {
    hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  }
  // Its low bits are the weak ones, and a tone is made of those.
  return (hash ^ (hash >>> 15)) >>> 0;
}

export const toneOf = (id: string): number => hashOf(id) % toneCount;
