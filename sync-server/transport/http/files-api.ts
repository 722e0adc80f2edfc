/**
 * The part of the HTTP interface through which files come and go. It stands apart from the rest, as no
 * rate limit may hold up what takes many requests by its nature: resumptions, and the ranges of a player.
 */
import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import type { Clock } from '#shared/base/time.ts';
import { routes } from '#shared/protocol/routes.ts';
import type { Accounts } from '../../accounts/create-accounts.ts';
import type { WorkspaceService } from '../../domain/workspace-service.ts';
import type { Files } from '../../files/create-files.ts';
import { createEnter } from './enter.ts';
import { addFileRoutes } from './file-routes.ts';
import { ownPagesOnly } from './own-pages.ts';
import { faultAnswer } from './problems.ts';
import { addUploadRoutes } from './upload-routes.ts';
import { addWaveformRoutes } from './waveform-routes.ts';

export interface FilesApiDependencies {
  readonly files: Files;
  readonly accounts: Accounts;
  readonly workspace: Pick<WorkspaceService, 'ensureUser'>;
  readonly clock: Clock;
  readonly origin: string;
  readonly stopping: AbortSignal;
  /** Told of the origin of a page that is none of this server's. */
  readonly onForeign: (from: string) => void;
  readonly onFault: (error: unknown, path: string) => void;
}

export function createFilesApi(
  dependencies: FilesApiDependencies,
): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.onError((error, context) => faultAnswer(error, context.req.path, dependencies.onFault));
  for (const path of [routes.uploads, routes.files]) {
    app.use(`${path}/*`, ownPagesOnly(dependencies.origin, dependencies.onForeign));
  }
  const enter = createEnter(dependencies, null);
  addUploadRoutes(app, { ...dependencies, enter });
  addFileRoutes(app, { ...dependencies, enter });
  addWaveformRoutes(app, { ...dependencies, enter });
  return app;
}

/** A body that may take as long as it takes. */
export const takesLong = (path: string): boolean => path.startsWith(`${routes.uploads}/`);
