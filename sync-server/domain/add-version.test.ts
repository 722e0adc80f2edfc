import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileBytesPerTrack, filesPerTrack } from '#shared/workspace/limits.ts';
import type { Command } from '#shared/workspace/commands.ts';
import { deviceOf, feedOf, fireAll } from '../../tests/support/feed-of.ts';
import { sayMark } from '../../tests/support/say-marks.ts';
import {
  openTestWorkspace,
  type Device,
  type TestWorkspace,
} from '../../tests/support/workspace.ts';

let world: TestWorkspace;
let ana: Device;
let ben: Device;
let trackId: string;

beforeEach(async () => {
  world = await openTestWorkspace();
  ana = await world.signUp('Ana');
  ben = await world.signUp('Ben');
  trackId = world.id();
  await ana.send({ name: 'track.create.v1', args: { trackId, title: 'Midnight Drive' } });
  await world.join(ana, ben, trackId);
});
afterEach(() => world.close());

interface Bounce {
  readonly fileId?: string;
  readonly id?: string;
  readonly name?: string;
  readonly note?: string;
  readonly hash?: string;
}
/** @returns the ids of file and version, or why it was not taken */
async function bring(by: Device, bounce: Bounce = {}) {
  world.clock.pass(1);
  const { fileId = world.id(), id = world.id(), name = 'Bounce.wav', note = '' } = bounce;
  const { hash = 'ab' } = bounce;
  const version = { id, size: 9, sha256: hash.repeat(32), addedById: by.actor.userId, note };
  const refusal = await world.service.addVersion({ fileId, trackId, name, version });
  return { fileId, id, refusal };
}
const remove = (fileId: string): Command => ({ name: 'file.remove.v1', args: { fileId } });
const removeVersion = (fileId: string, versionId: string): Command => ({
  name: 'file.removeVersion.v1',
  args: { fileId, versionId },
});

const filesFor = async (device: Device) =>
  [...(await deviceOf(world, device)).rows.file.values()].map(({ body }) => body);
/** What Ben is told of files, as the row says it. */
const told = async () =>
  (await feedOf(world, ben))
    .filter(({ kind }) => kind === 'file.shared')
    .map(({ data }) =>
      'name' in data ? [data.name, data.number, data.note, data.count ?? 1] : [],
    );

describe('a version that has come in', () => {
  it('CM33 is on every device of the track, numbered, and there once however often it is brought', async () => {
    const { fileId, id } = await bring(ana);
    expect((await bring(ana, { fileId, id, note: 'again' })).refusal).toBeNull();
    await bring(ben, { fileId, note: 'Kick quieter.', hash: 'cd' });
    for (const person of [ana, ben]) {
      const [file, ...more] = await filesFor(person);
      expect(more).toEqual([]);
      expect(file).toMatchObject({ id: fileId, name: 'Bounce.wav', removedAt: null });
      expect(
        file?.versions.map(({ number, addedByName, note }) => [number, addedByName, note]),
      ).toEqual([
        [1, 'Ana', ''],
        [2, 'Ben', 'Kick quieter.'],
      ]);
    }
    const chloe = await world.signUp('Chloe');
    await world.join(ana, chloe, trackId);
    expect(await filesFor(chloe)).toHaveLength(1);
  });

  it('CM33 is taken from members only, onto its own track, and within the limits', async () => {
    const stranger = await world.signUp('Dora');
    expect((await bring(stranger)).refusal).toBe('not-found');
    const { fileId } = await bring(ana);
    const other = world.id();
    await ana.send({ name: 'track.create.v1', args: { trackId: other, title: 'Low Tide' } });
    trackId = other;
    expect((await bring(ana, { fileId })).refusal).toBe('id-taken');
    for (let count = 0; count < filesPerTrack; count += 1) await bring(ana);
    expect((await bring(ana)).refusal).toBe('limit-reached');
    expect(await world.service.refuseUpload(ana.actor.userId, other, 1)).toBe('limit-reached');
    expect(await world.service.refuseUpload(stranger.actor.userId, other, 1)).toBe('not-found');
  });

  it('CM33 is not begun where a track would hold too much', async () => {
    const { userId } = ana.actor;
    expect(await world.service.refuseUpload(userId, trackId, fileBytesPerTrack)).toBeNull();
    await bring(ana);
    const most = fileBytesPerTrack - 9;
    expect(await world.service.refuseUpload(userId, trackId, most)).toBeNull();
    expect(await world.service.refuseUpload(userId, trackId, most + 1)).toBe('limit-reached');
  });

  it('CM33 is had by members alone, until it, its file or their membership goes', async () => {
    const { fileId, id } = await bring(ana);
    const second = await bring(ana, { fileId, hash: 'cd' });
    const mayHave = async (device: Device, versionId: string) =>
      (await world.service.version(device.actor.userId, versionId)) !== null;
    expect([await mayHave(ana, id), await mayHave(ben, id)]).toEqual([true, true]);
    expect(await ben.send(removeVersion(fileId, id))).toMatchObject({ code: 'not-allowed' });
    await ana.send(removeVersion(fileId, id));
    expect([await mayHave(ben, id), await mayHave(ben, second.id)]).toEqual([false, true]);
    expect(await world.service.hashesReferred('', 9)).toEqual(['cd'.repeat(32)]);
    await ana.send({ name: 'member.remove.v1', args: { trackId, userId: ben.actor.userId } });
    expect(await mayHave(ben, second.id)).toBe(false);
    expect(await filesFor(ben)).toEqual([]);
    await ana.send(remove(fileId));
    expect(await mayHave(ana, second.id)).toBe(false);
    expect(await world.service.hashesReferred('', 9)).toEqual([]);
    // The words about it stay.
    expect((await filesFor(ana))[0]?.versions).toHaveLength(2);
  });

  it('CM33 goes with its track', async () => {
    const { id } = await bring(ana);
    await ana.send({ name: 'track.delete.v1', args: { trackId } });
    expect(await world.service.version(ana.actor.userId, id)).toBeNull();
    expect(await world.service.hashesReferred('', 9)).toEqual([]);
    expect(await filesFor(ben)).toEqual([]);
  });

  it('AC4 stays with the tracks of others without the name of who brought it', async () => {
    await bring(ben, { note: 'Louder.' });
    await world.service.removeAccount(ben.actor);
    await fireAll(world);
    const [file] = await filesFor(ana);
    expect(file?.versions.map(({ addedByName, note }) => [addedByName, note])).toEqual([
      ['', 'Louder.'],
    ]);
  });
});

describe('what others are told of files', () => {
  it('NT15 is one row for a batch, and one for the newest version of a file', async () => {
    const { fileId } = await bring(ana, { name: 'Bounce.wav', note: 'First.' });
    expect(await told()).toEqual([['Bounce.wav', 1, 'First.', 1]]);
    await bring(ana, { fileId, note: 'Kick quieter.' });
    expect(await told()).toEqual([['Bounce.wav', 2, 'Kick quieter.', 1]]);
    await bring(ana, { name: 'Kick.wav' });
    await bring(ana, { name: 'Bass.wav' });
    expect(await told()).toEqual([['Bass.wav', 1, '', 3]]);
    expect((await feedOf(world, ana)).filter(({ kind }) => kind === 'file.shared')).toEqual([]);
  });

  it('NT12 NT13 counts what is there while nobody has read it, and stays once it was read', async () => {
    const first = await bring(ana, { name: 'Bounce.wav' });
    const second = await bring(ana, { name: 'Kick.wav' });
    await ana.send(remove(second.fileId));
    expect(await told()).toEqual([['Bounce.wav', 1, '', 1]]);
    await ana.send(remove(first.fileId));
    expect(await told()).toEqual([]);
    const third = await bring(ana, { name: 'Bass.wav' });
    const row = (await feedOf(world, ben)).find(({ kind }) => kind === 'file.shared');
    await sayMark(world, ben.actor.userId, 'read', row?.ordinal ?? 0);
    await ana.send(remove(third.fileId));
    expect(await told()).toEqual([['Bass.wav', 1, '', 1]]);
    await bring(ana, { name: 'Pad.wav' });
    expect(await told()).toEqual([
      ['Bass.wav', 1, '', 1],
      ['Pad.wav', 1, '', 1],
    ]);
  });
});
