/**
 * This file says whose connection it is, for limits: the address of the socket, or, behind a proxy
 * the operator vouches for, the last one that proxy has written down. Nothing else a client says of
 * itself is believed. Of IPv6 the network counts: who has one address of it has all.
 */
import { isIPv6 } from 'node:net';

export function clientAddress(
  remote: string | undefined,
  forwarded: string | undefined,
  trustProxy: boolean,
): string {
  const last = trustProxy ? forwarded?.split(',').at(-1)?.trim() : undefined;
  return networkOf(last || (remote ?? 'unknown'));
}

const mappedPattern = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/iu;

/** Takes IPv4 as it is, of IPv6 the first 64 bits; better-auth has to read it as an address. */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const mapped = mappedPattern.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  const [first = [], last = []] = address
    .split('::')
    .map((part) => part.split(':').filter(Boolean));
  const zeros = Array.from({ length: 8 - first.length - last.length }, () => '0');
  const network = [...first, ...zeros, ...last].slice(0, 4);
  return `${network.join(':').toLowerCase()}::`;
}
