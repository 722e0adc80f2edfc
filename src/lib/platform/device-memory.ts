/**
 * Remembers outside of the databases that there are some, and how much in them nobody else holds: where
 * the browser deletes them, somebody must be able to say so. Goes with the account.
 */
import type { DeviceMemory } from '#lib/ports/device.ts';
import { fieldOf, textOf } from '#shared/base/fields.ts';
import { memoryKey } from './remembered.ts';

export const createDeviceMemory = (storage: Storage, userId: string): DeviceMemory => ({
  recall() {
    try {
      const kept: unknown = JSON.parse(storage.getItem(memoryKey) ?? 'null');
      if (textOf(kept, 'userId') !== userId) return null;
      const countOf = (name: string) => Number(fieldOf(kept, name) ?? 0);
      return {
        device: textOf(kept, 'device'),
        changes: countOf('changes'),
        texts: countOf('texts'),
      };
    } catch {
      return null;
    }
  },
  remember: (kept) => storage.setItem(memoryKey, JSON.stringify({ userId, ...kept })),
});
