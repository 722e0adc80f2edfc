/**
 * An address is judged as browsers read it, never by how it begins: `/\host`, tabs and `//host` lead
 * elsewhere.
 * @param origin the app's
 * @returns the path of a place in this app; null where the address leads anywhere else
 */
export function ownPath(address: string, origin: string): string | null {
  const url = URL.parse(address, origin);
  if (url?.origin !== origin) return null;
  const path = `${url.pathname}${url.search}${url.hash}`;
  // Whoever is led there reads it once more, and `//host` as another host.
  return path.startsWith('/') && URL.parse(path, origin)?.origin === origin ? path : null;
}
