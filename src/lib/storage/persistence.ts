/**
 * What the browser promises of the storage on this device. Chromium and Safari decide by themselves;
 * Firefox asks the person, and where they do not answer, neither does it. So it is asked unasked only
 * where it asks nobody, elsewhere from a click, and nobody waits for it for ever. WebKitGTK has none.
 */
import type { StorageFacts } from '#lib/ports/device.ts';
import { minute, second } from '#shared/base/time.ts';
import { within } from '#shared/base/within.ts';

/** As browsers have it, some of them in part. */
export interface BrowserStorage {
  readonly storage?: Pick<StorageManager, 'estimate' | 'persist' | 'persisted'> | undefined;
  readonly permissions?: Pick<Permissions, 'query'> | undefined;
}

/** Reading what is there takes no time where it works. */
const readMs = 5 * second;
/** A person reads the question first. */
const answerMs = minute;

export async function readStorage({ storage }: BrowserStorage): Promise<StorageFacts> {
  if (!storage) return { isKept: null, usedBytes: null, mostBytes: null };
  const [estimate, isKept] = await Promise.all([
    within(readMs, storage.estimate()).catch(() => null),
    within(readMs, storage.persisted()).catch(() => null),
  ]);
  const { usage = null, quota = null } = estimate ?? {};
  return { isKept, usedBytes: usage, mostBytes: quota };
}

/** From a click. @returns null where nobody has answered; a later answer counts all the same */
export async function askToKeep(browser: BrowserStorage): Promise<StorageFacts | null> {
  const { storage } = browser;
  const answer = storage && (await within(answerMs, storage.persist()).catch(() => false));
  return answer === null ? null : readStorage(browser);
}

/** Asked by nobody. @param asksNobody see asksNobodyHere */
export async function keepQuietly(browser: BrowserStorage, asksNobody: boolean): Promise<void> {
  const { isKept } = await readStorage(browser);
  if (isKept !== false) return;
  if (asksNobody || (await isAllowed(browser))) await askToKeep(browser);
}

/** Chromium, and Safari with all that is made of it: each alone has the one of these. */
export const asksNobodyHere = (): boolean =>
  'userAgentData' in navigator || 'standalone' in navigator;

async function isAllowed({ permissions }: BrowserStorage): Promise<boolean> {
  const name = 'persistent-storage';
  const status =
    permissions && (await within(readMs, permissions.query({ name })).catch(() => null));
  return status?.state === 'granted';
}
