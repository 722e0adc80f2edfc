/**
 * Uploads of a session, as the first screen carries them: it knows whether a file waits from before, and
 * loads what sends it after that screen. Every tab does, so that one goes on where another is closed.
 */
import type { Uploads } from '#lib/ports/uploads.ts';
import { countUnsent, uploadsDatabaseName } from '#lib/storage/uploads-kept.ts';
import type { OwnedUploads } from '#lib/sync/uploads.ts';
import { lazy, observeLater, whenLoaded } from '#shared/base/lazy.ts';
import type { Unsubscribe } from '#shared/base/observable.ts';
import type { UploadsPartDependencies } from './uploads-part.ts';

export interface UploadsLater extends Uploads {
  /** Goes on with what waits, now or as soon as another tab has something. */
  begin(): Unsubscribe;
  dispose(): Promise<void>;
}

export function createUploadsLater(dependencies: UploadsPartDependencies): UploadsLater {
  const { userId, report } = dependencies;
  let made: OwnedUploads | undefined;
  let isOver = false;
  /** Of what waits for the part. */
  const stops: Unsubscribe[] = [];
  const opened = lazy(async () => {
    const { openUploads } = await import('./uploads-part.ts');
    if (isOver) throw new Error('The session has ended.');
    return (made = await openUploads(dependencies));
  });
  return {
    ofTrack: (trackId) => observeLater(async () => (await opened()).ofTrack(trackId), report),
    add: (...files) =>
      new Promise((resolve) => {
        stops.push(whenLoaded(opened, (uploads) => resolve(uploads.add(...files)), report));
      }),
    change: (...to) => void opened().then((made) => made.change(...to), report),
    begin() {
      let isWanted = false;
      const look = () => {
        if (isWanted || countUnsent(localStorage, userId) === 0) return;
        isWanted = true;
        stops.push(whenLoaded(opened, () => undefined, report));
      };
      const onStorage = ({ key }: StorageEvent) => {
        if (key === uploadsDatabaseName(userId)) look();
      };
      look();
      addEventListener('storage', onStorage);
      return () => removeEventListener('storage', onStorage);
    },
    async dispose() {
      isOver = true;
      for (const stop of stops) stop();
      await made?.dispose();
    },
  };
}
