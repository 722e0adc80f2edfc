/** The browser gave this app another address to push to: the server hears it, if pushes are on. */
import { assertSubscription } from '#lib/platform/push-subscription.ts';
import { readMeta } from '#lib/storage/acts-database.ts';
import { readOwner } from '#lib/storage/owner-store.ts';
import { createApi } from '#lib/sync/api.ts';
import { withDatabases } from '#lib/sync/background.ts';

/** Asserts the subscription; where that fails, the next start of the app does it. */
export async function onSubscriptionChange({
  pushManager: push,
}: ServiceWorkerRegistration): Promise<void> {
  const owner = await readOwner();
  if (owner?.state !== 'here' || !owner.wantsPush) return;
  const { userId } = owner;
  await withDatabases(userId, async ({ acts }) => {
    const { device } = await readMeta(acts);
    const api = createApi({ userId });
    await assertSubscription({ push, api, device, now: Date.now() });
  });
}
