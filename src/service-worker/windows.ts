/** A place of the app is shown in the window that is open, else in a new one; never in a second. */
import { goToMessage } from '#lib/platform/go-to.ts';
import { ownPath } from '#shared/base/own-path.ts';
import { within } from '#shared/base/within.ts';
import { second } from '#shared/base/time.ts';

/** A window that is still loading, or of an older build, does not answer. */
const answerMs = second;

/** @param address from a push, perhaps of another version: nobody is led out of the app by it */
export async function goTo(address: string, clients: Clients): Promise<void> {
  const path = ownPath(address, location.origin) ?? '/activity';
  const windows = await clients.matchAll({ type: 'window', includeUncontrolled: true });
  const best = bestOf(windows);
  if (!best) {
    await clients.openWindow(path);
    return;
  }
  // Without a click the browser has seen it stays where it is, and shows the place all the same.
  await best.focus().catch(() => undefined);
  if (!(await ask(best, path))) await best.navigate(path).catch(() => undefined);
}

const bestOf = (windows: readonly WindowClient[]): WindowClient | undefined =>
  windows.find(({ focused }) => focused) ??
  windows.find(({ visibilityState }) => visibilityState === 'visible') ??
  windows[0];

async function ask(client: WindowClient, path: string): Promise<boolean> {
  const { port1, port2 } = new MessageChannel();
  const answered = new Promise<boolean>((resolve) => {
    port1.onmessage = () => resolve(true);
  });
  client.postMessage(goToMessage(path), [port2]);
  const isAnswered = await within(answerMs, answered);
  port1.close();
  return isAnswered ?? false;
}
