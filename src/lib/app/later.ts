/**
 * The composition root's part for settings and account pages: nothing of it is on a first screen, so
 * those pages bring it along.
 */
import type { App, FeedSession } from '#lib/app/app.ts';
import { createInstall } from '#lib/platform/install.ts';
import { createOwnAccount } from '#lib/platform/own-account.ts';
import type { OwnAccount } from '#lib/ports/account.ts';
import type { ThisDevice, InstallPort } from '#lib/ports/device.ts';
import { openActsDatabase } from '#lib/storage/acts-database.ts';
import { openFeedDatabase } from '#lib/storage/feed-database.ts';
import { createThisDevice } from '#lib/storage/this-device.ts';
import { isServerThere } from '#lib/sync/server-there.ts';
import { uuid7 } from '#shared/base/ids.ts';

export const ownAccountOf = ({ account }: Pick<App, 'account'>): OwnAccount =>
  createOwnAccount(account);

let install: InstallPort | undefined;
/** The event it lives by comes once a page. */
export const installHere = (): InstallPort => (install ??= createInstall());

/** On connections of its own, which it gives up when somebody deletes the databases. */
export function thisDeviceOf({ account, dispose }: FeedSession): ThisDevice {
  return createThisDevice({
    account,
    feed: openFeedDatabase(account.userId),
    acts: openActsDatabase(account.userId, () => uuid7(Date.now())),
    endSession: dispose,
    isServerThere,
  });
}

export { checkForUpdates } from '#lib/platform/check-updates.ts';
