/**
 * Every answer of the server over HTTP says that it is the server's. Hotels, proxies and sign-in pages
 * answer in its place with any status and any content; none of them says this.
 */
export const answeredBy = { header: 'answered-by', server: 'producer-dashboard' } as const;

export const isOfServer = (headers: Headers): boolean =>
  headers.get(answeredBy.header) === answeredBy.server;
