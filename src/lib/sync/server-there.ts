/** Asks whether the server itself hands out both data and program. */
import { second } from '#shared/base/time.ts';
import { routes } from '#shared/protocol/routes.ts';
import { createHttp, done } from './http.ts';

/** Who asks waits before a dialog. */
const patienceMs = 10 * second;
/** Its own address is one that no worker answers. */
const workerPath = '/service-worker.js';

export async function isServerThere(): Promise<boolean> {
  const http = createHttp();
  for (const path of [routes.health, workerPath]) {
    if (!(await http.ask({ path, patienceMs, read: done })).ok) return false;
  }
  return true;
}
