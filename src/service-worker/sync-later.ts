/** The browser has found a network again, and perhaps nobody has the app open. */
import { readOwner } from '#lib/storage/owner-store.ts';
import { keepInStep, withDatabases } from '#lib/sync/background.ts';

/** @throws where something still waits and the browser is to try again later */
export async function syncLater(userId: string, report: (error: unknown) => void): Promise<void> {
  const owner = await readOwner();
  if (owner?.state !== 'here' || owner.userId !== userId) return;
  const isWaiting = await withDatabases(userId, (databases) =>
    keepInStep({ ...databases, userId, isPatient: true, report }),
  );
  if (isWaiting) throw new Error('Not everything could be sent yet.');
}
