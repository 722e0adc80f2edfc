/** What one person writes is bounded by the day, and what there is of it in all. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { day, hour } from '#shared/base/time.ts';
import {
  commentCharacters,
  notesCharacters,
  outcomesPerUser,
  writtenBytesPerDay,
  writtenBytesPerUser,
} from '#shared/workspace/limits.ts';
import type { Command } from '#shared/workspace/commands.ts';
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
});
afterEach(() => world.close());

const comment = (text: string, commentId = world.id()): Command => ({
  name: 'comment.add.v1',
  args: { commentId, trackId, text },
});
const notes = (text: string): Command => ({
  name: 'track.setNotes.v1',
  args: { trackId, notes: text },
});
/** Three bytes each. */
const long = '\u97f3';
const full = { status: 'refused', code: 'limit-reached' } as const;

it('CM60 a day of one person has room for megabytes, and the next as many', async () => {
  let written = 0;
  let refused = null;
  for (let times = 0; refused === null; times += 1) {
    const outcome = await ana.send(notes(long.repeat(notesCharacters - (times % 2))));
    if (outcome.status === 'done') written += 3 * notesCharacters;
    else refused = outcome;
  }
  expect(refused).toMatchObject(full);
  expect(written / writtenBytesPerDay).toBeCloseTo(1, 1);
  // Whatever adds nothing is taken, and so is what somebody else says.
  expect(
    await ana.send({ name: 'track.setStage.v1', args: { trackId, stage: 'mixing' } }),
  ).toMatchObject({
    status: 'done',
  });
  await world.join(ana, ben, trackId);
  expect(await ben.send(comment('Louder.'))).toMatchObject({ status: 'done' });
  world.clock.pass(day);
  expect(await ana.send(notes('Verse'))).toMatchObject({ status: 'done' });
}, 60_000);

it('CM60 a refused command writes nothing, and is not counted', async () => {
  const before = await world.store.read((tx) => tx.written(ana.actor.userId));
  const elsewhere = { ...comment('Louder.').args, trackId: world.id() };
  expect(await ana.send({ name: 'comment.add.v1', args: elsewhere } as Command)).toMatchObject({
    code: 'not-found',
  });
  expect(await world.store.read((tx) => tx.written(ana.actor.userId))).toEqual(before);
});

it('CM60 what there is in all is counted anew where it seems too much: what is deleted makes room', async () => {
  const { userId } = ana.actor;
  const ids = Array.from({ length: 20 }, () => world.id());
  for (const id of ids) await ana.send(comment(long.repeat(commentCharacters), id));
  const there = (await world.store.read((tx) => tx.written(userId))).bytes;
  // As if much had been written, all of which is gone.
  const claim = (bytes: number) =>
    world.store.write(async (tx) =>
      tx.saveWritten(userId, { ...(await tx.written(userId)), bytes }),
    );
  await claim(writtenBytesPerUser);
  expect(await ana.send(comment('Louder.'))).toMatchObject({ status: 'done' });
  const counted = (await world.store.read((tx) => tx.written(userId))).bytes;
  // Ids travel, and are counted as they come; of what there is the row stands for them.
  expect(counted / there).toBeCloseTo(1, 1);
  // All of it is read for that, so it is counted once an hour.
  await claim(writtenBytesPerUser);
  expect(await ana.send(comment('Louder.'))).toMatchObject(full);
  for (const commentId of ids) {
    expect(await ana.send({ name: 'comment.delete.v1', args: { commentId } })).toMatchObject({
      status: 'done',
    });
  }
  world.clock.pass(hour);
  expect(await ana.send(comment('Louder.'))).toMatchObject({ status: 'done' });
  expect((await world.store.read((tx) => tx.written(userId))).bytes).toBeLessThan(10_000);
});

it('CM61 CM46 the oldest outcomes beyond the bound of a person go, and are refused as too old', async () => {
  const { userId } = ana.actor;
  const first = ana.wrap(comment('First.'));
  const once = () => world.service.execute(ana.actor, { commands: [first] });
  await once();
  await ben.send({ name: 'track.create.v1', args: { trackId: world.id(), title: 'Other' } });
  world.clock.pass(1);
  const device = world.id();
  await world.store.write(async (tx) => {
    await tx.setLastNumber(userId, device, outcomesPerUser);
    for (let n = 1; n < outcomesPerUser; n += 1) {
      const outcome = { id: world.id(), status: 'done', epoch: 'e', seq: 1 } as const;
      await tx.storeOutcome(userId, { bodyHash: 'h', outcome }, { device, n }, world.clock.now());
    }
  });
  const count = async (of: string) => {
    const rows = await world.database.db
      .selectFrom('command_outcome')
      .select('id')
      .where('user_id', '=', of)
      .execute();
    return rows.length;
  };
  expect(await count(userId)).toBe(outcomesPerUser + 1);
  for (let times = 0; times < 3; times += 1) await ana.send(comment('Louder.'));
  expect(await count(userId)).toBe(outcomesPerUser);
  expect(await count(ben.actor.userId)).toBe(1);
  expect(await once()).toMatchObject({ value: { outcomes: [{ code: 'too-old' }] } });
}, 60_000);

it('CM61 what a track was, as a stale command is told, is kept with no outcome', async () => {
  await ana.send(notes('Verse'));
  const sent = ana.wrap(notes('Chorus'), { ifVersion: 1 });
  const ask = () => world.service.execute(ana.actor, { commands: [sent] });
  expect(await ask()).toMatchObject({
    value: { outcomes: [{ code: 'version-mismatch', current: { notes: 'Verse' } }] },
  });
  const again = await ask();
  expect(again).toMatchObject({ value: { outcomes: [{ code: 'version-mismatch' }] } });
  expect(again.ok && again.value.outcomes[0]?.current).toBeUndefined();
});
