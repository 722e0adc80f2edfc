/**
 * NoticeReader: kept outside of the databases they are about, so that they outlive a reload and every
 * tab shows them. Goes with the account.
 */
import type { DeviceNotice, NoticeReader } from '#lib/ports/notices.ts';
import { fieldOf } from '#shared/base/fields.ts';
import { noticesKey } from './remembered.ts';

export interface DeviceNotices extends NoticeReader {
  tell(notice: DeviceNotice): void;
  /** Puts it away by itself. */
  tellUntil(notice: DeviceNotice, over: PromiseLike<unknown>): Promise<void>;
}

export function createDeviceNotices(storage: Storage): DeviceNotices {
  const listeners = new Set<() => void>();
  const read = () => noticesIn(storage.getItem(noticesKey));
  const write = (notices: readonly DeviceNotice[]) => {
    // Others of the same kind are told by the latest.
    if (notices.length === 0) storage.removeItem(noticesKey);
    else storage.setItem(noticesKey, JSON.stringify(notices));
    for (const listener of listeners) listener();
  };
  const without = (kind: DeviceNotice['kind']) => read().filter((notice) => notice.kind !== kind);
  window.addEventListener('storage', ({ key }) => {
    if (key === noticesKey || key === null) for (const listener of listeners) listener();
  });
  const tell = (notice: DeviceNotice) => write([...without(notice.kind), notice]);
  const putAway = (kind: DeviceNotice['kind']) => write(without(kind));
  return {
    tell,
    async tellUntil(notice, over) {
      tell(notice);
      await over;
      putAway(notice.kind);
    },
    putAway,
    notices: () => ({
      subscribe(next) {
        const listener = () => next(read());
        listener();
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    }),
  };
}

const isNotice = (value: unknown): value is DeviceNotice =>
  typeof fieldOf(value, 'kind') === 'string';

/** Written by this app only, perhaps by another version of it. */
function noticesIn(text: string | null): readonly DeviceNotice[] {
  try {
    const notices: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(notices) ? notices.filter(isNotice) : [];
  } catch {
    return [];
  }
}
