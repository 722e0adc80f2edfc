/** What this page lacks to be the app at all; asked before anything else is made. */

export type Missing =
  /** Browsers let no app keep things at an address that is not secure. */
  | 'secure-address'
  /** Site data is blocked. */
  | 'storage'
  /** The browser is too old. */
  | 'browser';

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
