/** @returns where a database of PostgreSQL is, without what opens it; null where an address names none */
export function databaseNameIn(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const { protocol, host, pathname } = new URL(url);
  const isOne = /^postgres(?:ql)?:$/u.test(protocol) && pathname.length > 1;
  return isOne ? `${host}${pathname}` : null;
}
