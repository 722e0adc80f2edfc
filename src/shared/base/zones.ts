/**
 * A time zone has several names, and no two runtimes know the same ones: V8 and WebKit still say
 * Asia/Calcutta where Firefox and the tz database say Asia/Kolkata, and an older database knows nothing of
 * America/Ciudad_Juarez. Here each zone gets the one name by which it is kept and compared.
 */

/** What CLDR, and so V8 and WebKit, call by the name it had once; Firefox does not. */
const renamed: Readonly<Record<string, string>> = {
  Asmera: 'Asmara',
  Buenos_Aires: 'Argentina/Buenos_Aires',
  Calcutta: 'Kolkata',
  Catamarca: 'Argentina/Catamarca',
  Coral_Harbour: 'Atikokan',
  Cordoba: 'Argentina/Cordoba',
  Enderbury: 'Kanton',
  Faeroe: 'Faroe',
  Godthab: 'Nuuk',
  Indianapolis: 'Indiana/Indianapolis',
  Jujuy: 'Argentina/Jujuy',
  Katmandu: 'Kathmandu',
  Kiev: 'Kyiv',
  Louisville: 'Kentucky/Louisville',
  Mendoza: 'Argentina/Mendoza',
  Ponape: 'Pohnpei',
  Rangoon: 'Yangon',
  Saigon: 'Ho_Chi_Minh',
  Truk: 'Chuuk',
};

/** People live in a handful of zones; whoever invents spellings empties this now and then. */
const namesKept = 1_000;
const names = new Map<string, string | null>();

/**
 * Returns the name `Area/Place`, or UTC, of a zone that this runtime knows, null for all else. What old
 * apps and systems say is among what it knows: PST is America/Los_Angeles, EST5EDT America/New_York.
 * Etc/GMT+5 stays, as the name of a clock that hangs nowhere; +05:00 and Etc/Unknown name nothing.
 */
export function canonicalZone(name: string): string | null {
  const held = names.get(name);
  if (held !== undefined) return held;
  const found = lookUp(name);
  if (names.size >= namesKept) names.clear();
  names.set(name, found);
  return found;
}

function lookUp(name: string): string | null {
  const known = knownAs(name);
  if (known === undefined || !/^(UTC$|(?!SystemV)\w+\/)/u.test(known)) return null;
  const today = known.replace(
    /^(\w+\/)(\w+)$/u,
    (_, area: string, place: string) => area + (renamed[place] ?? place),
  );
  // An old database knows the old name only.
  return knownAs(today) === undefined ? known : today;
}

function knownAs(name: string): string | undefined {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

/** Tells whether two names are of one zone. Of two that nobody knows here, only equal ones are. */
export const isSameZone = (one: string, other: string): boolean =>
  one === other || (canonicalZone(one) ?? one) === (canonicalZone(other) ?? other);
