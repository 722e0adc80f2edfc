/**
 * Whose connection it is, for limits: the address of the socket, or, behind a proxy the operator
 * vouches for, the last one that proxy has written down. Anything else a client says of itself is not
 * believed.
 */
export function clientAddress(
  remote: string | undefined,
  forwarded: string | undefined,
  trustProxy: boolean,
): string {
  const last = trustProxy ? forwarded?.split(',').at(-1)?.trim() : undefined;
  return last || (remote ?? 'unknown');
}
