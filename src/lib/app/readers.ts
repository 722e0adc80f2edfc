/** The composition root's part for what is read on no first screen: it is loaded when it is first asked for. */
import type { FeedSession } from '#lib/app/app.ts';
import { createFeedLookups } from '#lib/storage/feed-lookups.ts';
import type { ReaderDependencies } from '#lib/storage/feed-reader.ts';
import {
  createHistoryReader,
  type HistoryReaderDependencies,
} from '#lib/storage/history-reader.ts';
import { createPersonalReader } from '#lib/storage/personal-reader.ts';
import { createPreferencesReader } from '#lib/storage/preferences-reader.ts';
import { createDevicesReader } from '#lib/sync/devices-reader.ts';
import { createOutboxReader } from '#lib/sync/outbox-reader.ts';

export const createReaders = (
  reader: HistoryReaderDependencies & ReaderDependencies,
): Pick<
  FeedSession,
  'devices' | 'history' | 'lookups' | 'outbox' | 'personal' | 'preferences'
> => ({
  devices: createDevicesReader(reader),
  history: createHistoryReader(reader),
  lookups: createFeedLookups(reader),
  outbox: createOutboxReader(reader),
  personal: createPersonalReader(reader),
  preferences: createPreferencesReader(reader),
});
