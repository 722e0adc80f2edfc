/**
 * How many files wait on this device for the server, said outside of their database: a page that starts
 * opens that only where something waits, and signing out can say what would be lost.
 */

/** The key of the number is called like the database. */
export const uploadsDatabaseName = (userId: string): string => `uploads-${userId}`;

export const countUnsent = (storage: Storage, userId: string): number =>
  Number(storage.getItem(uploadsDatabaseName(userId)) ?? 0);

export function rememberUnsent(storage: Storage, userId: string, files: number): void {
  if (files === countUnsent(storage, userId)) return;
  // Every tab hears of it, so that one of them goes on where another one is closed.
  if (files === 0) storage.removeItem(uploadsDatabaseName(userId));
  else storage.setItem(uploadsDatabaseName(userId), String(files));
}
