/** An answer as the server gives it, for tests in which nothing else answers. */
import { answeredBy } from '#shared/protocol/answered-by.ts';

export function ofServer(body?: BodyInit | null, init: ResponseInit = {}): Response {
  const headers = new Headers(init.headers);
  headers.set(answeredBy.header, answeredBy.server);
  return new Response(body, { ...init, headers });
}
