/** @returns where a database of PostgreSQL is, without what opens it; null where an address names none */
export function databaseNameIn(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const { protocol, host, pathname, username, password } = new URL(url);
  if (![username, password, pathname].every(isDecoded)) return null;
  const isOne = /^postgres(?:ql)?:$/u.test(protocol) && pathname.length > 1;
  return isOne ? `${host}${pathname}` : null;
}

/** A percent sign that begins nothing has to be written as %25. */
function isDecoded(part: string): boolean {
  try {
    decodeURIComponent(part);
    return true;
  } catch {
    return false;
  }
}
