/**
 * This file says whose connection it is, for limits: the address of the socket, or, behind proxies the
 * operator vouches for, the one that the outermost of them has written down. Nothing else a client says
 * of itself is believed, and what is no address is none. Of IPv6 the network counts: who has one address
 * of it has all.
 */
import { isIPv4, isIPv6, SocketAddress } from 'node:net';

/** @param proxies how many stand in front, each of which adds whom it was asked by */
export function clientAddress(
  remote: string | undefined,
  forwarded: string | undefined,
  proxies: number,
): string {
  const hops = (forwarded ?? '').split(',').flatMap((hop) => hop.trim() || []);
  const said = proxies > 0 ? (hops.at(-proxies) ?? hops[0]) : undefined;
  return networkOf(addressIn(said ?? '') ?? remote ?? 'unknown');
}

const withPort = /^([\d.]+)(?::\d{1,5})?$/u;
const inBrackets = /^\[([^\]]+)\](?::\d{1,5})?$/u;

/** Some proxies write the port as well, and IPv6 in brackets. */
function addressIn(text: string): string | null {
  if (isIPv6(text)) return text;
  const [, v4 = ''] = withPort.exec(text) ?? [];
  if (isIPv4(v4)) return v4;
  const [, v6 = ''] = inBrackets.exec(text) ?? [];
  return isIPv6(v6) ? v6 : null;
}

const v4Tail = /(?:\d+\.){3}\d+$/u;

/** Takes IPv4 as it is, of IPv6 the first 64 bits; better-auth has to read it as an address. */
export function networkOf(text: string): string {
  if (!isIPv6(text)) return text;
  const [plain = ''] = text.split('%');
  // However it was written, this is one way.
  const { address } = new SocketAddress({ address: plain, family: 'ipv6' });
  if (address.startsWith('::ffff:') && v4Tail.test(address)) return address.slice('::ffff:'.length);
  const [first = [], last = []] = address
    .replace(v4Tail, '0:0')
    .split('::')
    .map((part) => part.split(':').filter(Boolean));
  const zeros = Array.from({ length: 8 - first.length - last.length }, () => '0');
  const network = [...first, ...zeros, ...last].slice(0, 4);
  return `${network.join(':')}::`;
}
