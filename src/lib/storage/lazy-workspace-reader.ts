/**
 * WorkspaceReader whose code comes beside the first screen, not in front of it: the feed's own page needs
 * it for one line at most, and a page of tracks asks for it at once.
 */
import type { Observable, Unsubscribe } from '#shared/base/observable.ts';
import type { WorkspaceReader } from '#lib/ports/workspace.ts';
import { lazy } from '#shared/base/lazy.ts';
import type { ReaderDependencies } from './feed-reader.ts';

export function createLazyWorkspaceReader(dependencies: ReaderDependencies): WorkspaceReader {
  const load = lazy(async () => {
    const { createWorkspaceReader } = await import('./workspace-reader.ts');
    return createWorkspaceReader(dependencies);
  });
  const later = <T>(pick: (reader: WorkspaceReader) => Observable<T>): Observable<T> => ({
    subscribe(next) {
      let isOver = false;
      let unsubscribe: Unsubscribe | undefined;
      load().then((reader) => {
        if (!isOver) unsubscribe = pick(reader).subscribe(next);
      }, dependencies.report);
      return () => {
        isOver = true;
        unsubscribe?.();
      };
    },
  });
  return {
    tracks: () => later((reader) => reader.tracks()),
    joining: () => later((reader) => reader.joining()),
    track: (id) => later((reader) => reader.track(id)),
    refused: () => later((reader) => reader.refused()),
  };
}
