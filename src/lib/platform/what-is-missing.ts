/** What this page lacks to be the app at all; asked before anything else is made. */
import type { Missing } from '#lib/ports/device.ts';

export function whatIsMissing(): Missing | null {
  if (!isSecureContext) return 'secure-address';
  try {
    // Asking for either throws where site data is blocked, or gives nothing.
    const keepers: readonly unknown[] = [localStorage, indexedDB];
    if (keepers.some((keeper) => !keeper)) return 'storage';
  } catch {
    return 'storage';
  }
  return 'locks' in navigator && 'any' in AbortSignal ? null : 'browser';
}
