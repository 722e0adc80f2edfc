/**
 * This server sends only to these addresses: the push services of browsers, over https. Anybody
 * signed in can name an address, and must not reach what only this machine can.
 */
const services: readonly RegExp[] = [
  /^fcm\.googleapis\.com$/u,
  /^(?:[\w-]+\.)*push\.services\.mozilla\.com$/u,
  /^(?:[\w-]+\.)*push\.apple\.com$/u,
  /^(?:[\w-]+\.)+notify\.windows\.com$/u,
];
const loopback = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** @param allowsLoopback lets http to this machine through, for trying it out */
export function isPushEndpoint(endpoint: string, allowsLoopback: boolean): boolean {
  const url = URL.parse(endpoint);
  if (!url || url.username !== '' || url.password !== '') return false;
  if (url.protocol === 'http:') return allowsLoopback && loopback.has(url.hostname);
  if (url.protocol !== 'https:' || url.port !== '') return false;
  return services.some((service) => service.test(url.hostname));
}
