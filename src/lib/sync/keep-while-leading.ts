/** Sounds are fetched by the tab that leads; what that takes is loaded once somebody wants one kept. */
import { wantedKey } from '#lib/storage/wanted-sounds.ts';
import { whenLoaded } from '#shared/base/lazy.ts';
import type { ObservableValue, Unsubscribe } from '#shared/base/observable.ts';

export interface KeepingHere {
  /** Whether this tab leads. Set here, and by nobody else. */
  readonly leads: ObservableValue<boolean>;
  readonly load: () => Promise<unknown>;
  /** The way to the server may be open again. */
  readonly hint: () => void;
}

export function keepWhileLeading(
  userId: string,
  { leads, load }: KeepingHere,
  report: (error: unknown) => void,
): Unsubscribe {
  const end = new AbortController();
  let stopLoading: Unsubscribe | undefined;
  const look = () => {
    if (localStorage.getItem(wantedKey(userId)) === null) return;
    stopLoading ??= whenLoaded(load, () => undefined, report);
  };
  leads.set(true);
  // Another tab has written it.
  addEventListener('storage', look, { signal: end.signal });
  look();
  return () => {
    end.abort();
    stopLoading?.();
    leads.set(false);
  };
}
