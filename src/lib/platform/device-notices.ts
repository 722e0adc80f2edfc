/**
 * NoticeReader: kept outside of the databases they are about, so that they outlive a reload and every
 * tab shows them. Goes with the account.
 */
import type { DeviceNotice, NoticeReader } from '#lib/ports/device.ts';
import { fieldOf } from '#shared/base/fields.ts';
import { createValue } from '#shared/base/observable.ts';
import { noticesKey } from './remembered.ts';

export interface DeviceNotices extends NoticeReader {
  tell(notice: DeviceNotice): void;
  /** Puts it away by itself. */
  tellUntil(notice: DeviceNotice, over: PromiseLike<unknown>): Promise<void>;
}

export function createDeviceNotices(storage: Storage): DeviceNotices {
  /** What goes by itself is of this page only: another would not know when it is over. */
  let passing: readonly DeviceNotice[] = [];
  const read = () => noticesIn(storage.getItem(noticesKey));
  const all = createValue(read());
  const look = () => all.set([...read(), ...passing]);
  const write = (notices: readonly DeviceNotice[]) => {
    // Others of the same kind are told by the latest.
    if (notices.length === 0) storage.removeItem(noticesKey);
    else storage.setItem(noticesKey, JSON.stringify(notices));
    look();
  };
  const isNot = (kind: DeviceNotice['kind']) => (notice: DeviceNotice) => notice.kind !== kind;
  window.addEventListener('storage', ({ key }) => {
    if (key === noticesKey || key === null) look();
  });
  const putAway = (kind: DeviceNotice['kind']) => {
    passing = passing.filter(isNot(kind));
    write(read().filter(isNot(kind)));
  };
  return {
    tell: (notice) => write([...read().filter(isNot(notice.kind)), notice]),
    async tellUntil(notice, over) {
      passing = [...passing.filter(isNot(notice.kind)), notice];
      write(read());
      await over;
      putAway(notice.kind);
    },
    putAway,
    notices: () => all,
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
