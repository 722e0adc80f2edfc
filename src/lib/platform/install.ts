/**
 * InstallPort. A browser that can ask says so in an event, which is used when the person wants it. Safari
 * has no such event, and menus instead. Loaded once the first screen is painted.
 */
import type { InstallPort, InstallWay } from '#lib/ports/device.ts';
import { keptInstallEvent } from './install-event.ts';
import { createValue } from '#shared/base/observable.ts';

const visitsKey = 'visits';
const putAwayKey = 'install-put-away';

/** Not in TypeScript's library: https://wicg.github.io/manifest-incubations/ */
interface PromptEvent extends Event {
  prompt(): Promise<unknown>;
}
const isPromptEvent = (event: Event | null): event is PromptEvent =>
  event !== null && 'prompt' in event;

export function createInstall(): InstallPort {
  const kept = keptInstallEvent();
  const isInstalled = matchMedia('(display-mode: standalone), (display-mode: minimal-ui)').matches;
  const isLaterVisit = countVisits() > 1;
  const isOffered = () => isLaterVisit && localStorage.getItem(putAwayKey) === null;
  let asks = isPromptEvent(kept) ? kept : null;
  const way = createValue(wayNow());

  window.addEventListener('beforeinstallprompt', (event) => {
    if (!isPromptEvent(event)) return;
    asks = event;
    way.set('prompt');
  });
  window.addEventListener('appinstalled', () => way.set(null));

  function wayNow(): InstallWay | null {
    if (asks) return 'prompt';
    return isInstalled ? null : wayByMenu(navigator);
  }

  return {
    way: () => way,
    offer: () => ({
      subscribe: (next) => way.subscribe((now) => next(isOffered() ? now : null)),
    }),
    async prompt() {
      const asked = asks;
      asks = null;
      // It can be used once; should the person change their mind, the browser sends another.
      way.set(null);
      await asked?.prompt();
    },
    putAway() {
      localStorage.setItem(putAwayKey, '1');
      way.set(way.get());
    },
  };
}

/** The first page of a tab is a visit. */
function countVisits(): number {
  const before = Number(localStorage.getItem(visitsKey));
  if (sessionStorage.getItem(visitsKey) !== null) return before;
  sessionStorage.setItem(visitsKey, '1');
  localStorage.setItem(visitsKey, String(before + 1));
  return before + 1;
}

/** An iPad calls itself a Mac, one that can be touched. */
export function wayByMenu({
  userAgent,
  maxTouchPoints,
}: Pick<Navigator, 'userAgent' | 'maxTouchPoints'>): InstallWay | null {
  const isMac = userAgent.includes('Macintosh');
  if (/iPhone|iPad/.test(userAgent) || (isMac && maxTouchPoints > 1)) return 'ios';
  return isMac && /Version\/\S+ Safari\//.test(userAgent) ? 'mac' : null;
}
