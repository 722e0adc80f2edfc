/**
 * The built app: hashed files for ever, everything else asked for again, the shell for navigations.
 * Compressed files stand beside the plain ones since the build. Hashed files of the build before are
 * there too: a tab that still runs it may ask for a part it has not loaded yet.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import { etag } from 'hono/etag';
import { ownPath } from '#shared/base/own-path.ts';
import { isLoopback } from '../../base/config.ts';
import { problem } from './problems.ts';

const shell = '200.html';
const hashed = /^\/_app\/immutable\//;

const headers = {
  // The rest of the policy stands in the page itself, with the hashes of its scripts.
  'content-security-policy': "frame-ancestors 'none'",
  // Not a rule yet: a browser says in its console what would be kept from running.
  'content-security-policy-report-only': "require-trusted-types-for 'script'",
} as const;

export interface StaticFilesOptions {
  readonly buildDir: string;
  /** Only its hashed files are served; it need not be there. */
  readonly buildBeforeDir: string;
  readonly origin: string;
}

export function createStaticFiles({ buildDir, buildBeforeDir, origin }: StaticFilesOptions): Hono {
  const app = new Hono();
  const home = new URL(origin);

  app.use('*', async (context, next) => {
    // Another name of this machine is another origin, with other storage and no session.
    // Of two hosts, none is meant.
    const asked = URL.parse(`http://${context.req.header('host') ?? home.host}`);
    if (asked === null) return problem('bad-request', { detail: 'host: must be one' });
    const { hostname, host } = asked;
    const isAlias = isLoopback(hostname) && isLoopback(home.hostname) && host !== home.host;
    if (isAlias && context.req.method === 'GET' && wantsPage(context.req.raw)) {
      const { pathname, search } = new URL(context.req.url);
      const path = ownPath(`${pathname}${search}`, origin) ?? '/';
      return context.redirect(`${origin}${path}`, 302);
    }
    await next();
    for (const [name, value] of Object.entries(headers)) context.header(name, value);
    const isForever = hashed.test(context.req.path) && context.res.status < 400;
    context.header('cache-control', isForever ? 'public, max-age=31536000, immutable' : 'no-cache');
    return;
  });
  // What is asked for again is sent again only where it has changed.
  app.use('*', etag());
  app.on(['GET', 'HEAD'], '*', serveStatic({ root: buildDir, precompressed: true }));
  app.on(['GET', 'HEAD'], '/_app/immutable/*', (context, next) =>
    // It may come with a build that is made while the server runs.
    existsSync(buildBeforeDir)
      ? serveStatic({ root: buildBeforeDir, precompressed: true })(context, next)
      : next(),
  );
  app.get('*', async (context, next) => {
    if (!wantsPage(context.req.raw)) return problem('not-found');
    if (!existsSync(join(buildDir, shell))) {
      return context.text('The app is not built yet. Run npm start, which builds it.\n', 503);
    }
    return (
      (await serveStatic({ root: buildDir, path: shell, precompressed: true })(context, next)) ??
      problem('not-found')
    );
  });
  app.all('*', () => problem('not-found'));
  return app;
}

/** A navigation, or somebody who takes HTML; never a script, style or picture that is missing. */
function wantsPage(request: Request): boolean {
  const { pathname } = new URL(request.url);
  if (/\.\w{1,12}$/.test(pathname)) return false;
  const accept = request.headers.get('accept') ?? '*/*';
  return accept.includes('text/html') || accept.includes('*/*');
}
