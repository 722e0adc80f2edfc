import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  firstOf,
  openTestDevice,
  pageOf,
  trackOf,
  type TestDevice,
} from '../../../tests/support/device.ts';
import { applyPage } from './apply-page.ts';
import { createCommandSender } from './command-sender.ts';
import { createTracksHere, type TracksHereReader } from './tracks-here.ts';

let device: TestDevice;
let tracks: TracksHereReader;
beforeEach(async () => {
  device = await openTestDevice();
  tracks = createTracksHere(device, device.report);
});
afterEach(async () => {
  expect(device.faults).toEqual([]);
  await device.dispose();
});

const apply = (...page: Parameters<typeof pageOf>) =>
  applyPage(device.feed, device.account.userId, pageOf(...page));
const track = { seq: 1, op: 'upsert', kind: 'track', id: 't', body: trackOf('t') } as const;
const made = { name: 'track.create.v1', args: { trackId: 'made', title: 'Basement' } } as const;

test('FI58 no track is taken for gone before this device has read them all', async () => {
  await apply([track], { more: true, ordinalHead: 3 });
  expect((await tracks.read()).known).toBeNull();
  await apply([], { after: 1, ordinalHead: 3 });
  expect((await tracks.read()).known).toEqual(new Set(['t']));
  const gone = firstOf(tracks.watch(), ({ known }) => known?.size === 0);
  await apply([{ seq: 2, op: 'gone', kind: 'track', id: 't' }], { after: 1, ordinalHead: 3 });
  await gone;
});

test('FI57 a track that was made here is one, and unsent until the server has decided', async () => {
  await apply([], { ordinalHead: 3 });
  await createCommandSender(device).send(made);
  const both = { unsent: new Set(['made']), known: new Set(['made']) };
  expect(await tracks.read()).toEqual(both);
  const decide = (change: object) => device.acts.outbox.toCollection().modify(change);
  await decide({ state: 'aside' });
  expect(await tracks.read()).toEqual(both);
  await decide({ state: 'done', epoch: 'e1', seq: 4 });
  expect(await tracks.read()).toEqual({ ...both, unsent: new Set() });
  await decide({ state: 'refused', code: 'limit-reached' });
  expect(await tracks.read()).toEqual({ unsent: new Set(), known: new Set() });
});
