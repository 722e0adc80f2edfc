import { afterEach, beforeEach, expect, test } from 'vitest';
import type { DraftKeeper } from '#lib/ports/session.ts';
import { countUnsafe } from '#lib/sync/status.ts';
import { firstOf, openTestDevice, type TestDevice } from '../../../tests/support/device.ts';
import { createDraftKeeper } from './draft-keeper.ts';

let device: TestDevice;
let drafts: DraftKeeper;

beforeEach(async () => {
  device = await openTestDevice();
  drafts = createDraftKeeper(device);
});
afterEach(async () => {
  expect(device.faults).toEqual([]);
  await device.dispose();
});

const typed = (text: string, version: number | null = null) => ({ text, version });

test('CM20 what is typed is there for the page that comes after', async () => {
  for (const text of ['L', 'Lo', 'Louder']) drafts.keep('comment/t', typed(text));
  drafts.keep('notes/t', typed('', 3));
  await drafts.whenKept();
  const after = createDraftKeeper(device);
  expect(await after.read('comment/t')).toEqual({ place: 'comment/t', ...typed('Louder') });
  expect(await after.read('notes/t')).toMatchObject(typed('', 3));
  expect(await after.read('comment/other')).toBeNull();
});

test('reading sees what was typed just before', async () => {
  drafts.keep('comment/t', typed('Louder'));
  expect(await drafts.read('comment/t')).toMatchObject(typed('Louder'));
  drafts.keep('comment/t', null);
  expect(await drafts.read('comment/t')).toBeNull();
});

test('CM20 signing out counts it, until it is sent or given up', async () => {
  drafts.keep('comment/t', typed('Louder'));
  drafts.keep('ticket-text', typed('At 80 %.'));
  expect(await firstOf(drafts.all(), (all) => all.length === 2)).toHaveLength(2);
  expect(await countUnsafe(device.feed, device.acts)).toEqual({ changes: 0, texts: 2 });
  for (const place of ['comment/t', 'ticket-text']) drafts.keep(place, null);
  await drafts.whenKept();
  expect(await countUnsafe(device.feed, device.acts)).toEqual({ changes: 0, texts: 0 });
});
