import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NotificationRecord } from '#shared/notifications/record.ts';
import { changeFoldMs } from '#shared/workspace/limits.ts';
import type { Command, CommandArgs } from '#shared/workspace/commands.ts';
import { feedOf, fireAll } from '../../tests/support/feed-of.ts';
import { sayMark } from '../../tests/support/say-marks.ts';
import {
  openTestWorkspace,
  type Device,
  type TestWorkspace,
} from '../../tests/support/workspace.ts';

let world: TestWorkspace;
let ana: Device;
let ben: Device;
let chloe: Device;
let trackId: string;

beforeEach(async () => {
  world = await openTestWorkspace();
  ana = await world.signUp('Ana');
  ben = await world.signUp('Ben');
  chloe = await world.signUp('Chloe');
  trackId = world.id();
  await ana.send({ name: 'track.create.v1', args: { trackId, title: 'Midnight Drive' } });
  for (const person of [ben, chloe]) await world.join(ana, person, trackId);
});
afterEach(() => world.close());

/** @returns the id of the comment */
const say = (by: Device, text: string, ...mentioned: readonly Device[]): Promise<string> =>
  sayAt(undefined, by, text, ...mentioned);
type At = CommandArgs<'comment.add.v1'>['moment'];
async function sayAt(
  moment: At,
  by: Device,
  text: string,
  ...mentioned: readonly Device[]
): Promise<string> {
  world.clock.pass(1);
  const commentId = world.id();
  const mentions = mentioned.map(({ actor }) => actor.userId);
  const args = { commentId, trackId, text, mentions, ...(moment && { moment }) };
  await by.send({ name: 'comment.add.v1', args });
  return commentId;
}
const unsay = (by: Device, commentId: string) =>
  by.send({ name: 'comment.delete.v1', args: { commentId } });
const edit = (by: Device, commentId: string, text: string, ...mentioned: readonly Device[]) => {
  const mentions = mentioned.map(({ actor }) => actor.userId);
  return by.send({ name: 'comment.edit.v2', args: { commentId, text, mentions } });
};

/** Ana's rows of comments, as far as they say something. */
const rows = async () =>
  (await feedOf(world, ana)).filter(({ kind }) => kind.startsWith('comment.'));
const said = async () =>
  (await rows()).map(({ kind, actor, data }) => [
    kind,
    actor?.name,
    'excerpt' in data ? data.excerpt : null,
    'count' in data ? data.count : 1,
  ]);
const read = async (row: NotificationRecord | undefined) =>
  sayMark(world, ana.actor.userId, 'read', row?.ordinal ?? 0);

describe('a comment that is deleted', () => {
  it('NT12 takes along an unread row that was about nothing else', async () => {
    const mention = await say(ben, '@Ana, hear this', ana);
    const comment = await say(chloe, 'Nice.');
    await unsay(ben, mention);
    expect(await said()).toEqual([['comment.added', 'Chloe', 'Nice.', 1]]);
    await unsay(chloe, comment);
    expect(await said()).toEqual([]);
  });

  it('NT12 and said anew is one comment, not two', async () => {
    const first = await say(ben, 'Fist take.');
    await unsay(ben, first);
    await say(ben, 'First take.');
    expect(await said()).toEqual([['comment.added', 'Ben', 'First take.', 1]]);
    const [row] = await rows();
    expect(row?.data).not.toHaveProperty('people');
  });

  it('NT12 leaves the row to the comments that still stand, in its place', async () => {
    const ids = [await say(ben, 'One.'), await say(chloe, 'Two.'), await say(ben, 'Three.')];
    const [before] = await rows();
    await unsay(ben, ids[2] ?? '');
    expect(await said()).toEqual([['comment.added', 'Chloe', 'Two.', 2]]);
    const [after] = await rows();
    expect(after).toMatchObject({ id: before?.id, ordinal: before?.ordinal });
    expect(after?.data).toMatchObject({
      commentId: ids[1],
      people: [{ name: 'Chloe' }, { name: 'Ben' }],
    });
    await unsay(ben, ids[0] ?? '');
    expect(await said()).toEqual([['comment.added', 'Chloe', 'Two.', 1]]);
  });

  it('NT12 is counted off where it is not the newest, and only in the row that counted it', async () => {
    const old = await say(ben, 'Old.');
    await read((await rows())[0]);
    const ids = [await say(ben, 'One.'), await say(ben, 'Two.'), await say(chloe, 'Three.')];
    await unsay(ben, ids[0] ?? '');
    expect(await said()).toEqual([
      ['comment.added', 'Ben', 'Old.', 1],
      ['comment.added', 'Chloe', 'Three.', 2],
    ]);
    await unsay(ben, old);
    expect(await said()).toEqual([
      ['comment.added', 'Ben', '', 1],
      ['comment.added', 'Chloe', 'Three.', 2],
    ]);
  });

  it('NT12 counts neither what the reader wrote nor what was told as a mention', async () => {
    await say(ben, 'One.');
    await say(ana, 'My own.');
    await say(ben, '@Ana', ana);
    const last = await say(chloe, 'Two.');
    await unsay(chloe, last);
    expect(await said()).toEqual([
      ['comment.mentioned', 'Ben', '@Ana', 1],
      ['comment.added', 'Ben', 'One.', 1],
    ]);
  });

  it('NT13 stays told to whoever has read it, without its words', async () => {
    const mention = await say(ben, '@Ana', ana);
    await read((await rows())[0]);
    await unsay(ben, mention);
    expect(await said()).toEqual([['comment.mentioned', 'Ben', '', 1]]);
  });
});

describe('a comment that is edited', () => {
  it('NT12 takes its old words out of every bell, also of what was read', async () => {
    const mention = await say(ben, '@Ana the password is tr0ub4dor', ana);
    await read((await rows())[0]);
    await edit(ben, mention, '@Ana never mind', ana);
    expect(await said()).toEqual([['comment.mentioned', 'Ben', '@Ana never mind', 1]]);
    const comment = await say(ben, 'the password is tr0ub4dor');
    await edit(ben, comment, 'never mind');
    expect((await said()).at(-1)).toEqual(['comment.added', 'Ben', 'never mind', 1]);
    const { db } = world.database;
    const all = await db.selectFrom('notification').selectAll().execute();
    expect(JSON.stringify(all)).not.toContain('tr0ub4dor');
  });

  it('NT12 that no longer names somebody is a comment like others', async () => {
    const mention = await say(ben, '@Ana', ana);
    await edit(ben, mention, 'All of you.');
    expect(await said()).toEqual([['comment.added', 'Ben', 'All of you.', 1]]);
    await say(ben, 'Listen.');
    expect(await said()).toEqual([['comment.added', 'Ben', 'Listen.', 2]]);
    await unsay(ben, mention);
    expect(await said()).toEqual([['comment.added', 'Ben', 'Listen.', 1]]);
  });

  it('NT7 NT12 taken back as a mention, it joins the row of comments that nobody has read', async () => {
    const mention = await say(ben, '@Ana', ana);
    await say(chloe, 'One.');
    const [, comments] = await rows();
    await edit(ben, mention, 'All of you.');
    expect(await said()).toEqual([['comment.added', 'Chloe', 'One.', 2]]);
    const later = await say(ben, '@Ana again', ana);
    await edit(ben, later, 'All of you, again.');
    expect(await said()).toEqual([['comment.added', 'Ben', 'All of you, again.', 3]]);
    const [row] = await rows();
    expect(row).toMatchObject({ id: comments?.id, ordinal: comments?.ordinal });
    await unsay(ben, mention);
    expect(await said()).toEqual([['comment.added', 'Ben', 'All of you, again.', 2]]);
  });

  it('NT12 that now names somebody leaves the row that counted it', async () => {
    await say(chloe, 'One.');
    const comment = await say(ben, 'Two.');
    await edit(ben, comment, '@Ana Two.', ana);
    expect(await said()).toEqual([
      ['comment.added', 'Chloe', 'One.', 1],
      ['comment.mentioned', 'Ben', '@Ana Two.', 1],
    ]);
    await unsay(ben, comment);
    expect(await said()).toEqual([['comment.added', 'Chloe', 'One.', 1]]);
  });

  it('NT12 by an app from before takes nobody’s name back', async () => {
    const mention = await say(ben, '@Ana', ana);
    await ben.send({ name: 'comment.edit.v1', args: { commentId: mention, text: '@Ana!' } });
    expect(await said()).toEqual([['comment.mentioned', 'Ben', '@Ana!', 1]]);
  });
});

describe('an account that is deleted', () => {
  const erase = async (who: Device) => {
    await world.service.removeAccount(who.actor);
    await fireAll(world);
  };

  it('NT12 AC4 leaves unread rows to what others said, and none to an empty name', async () => {
    await say(ben, 'One.');
    const two = await say(chloe, 'Two.');
    await erase(ben);
    expect(await said()).toEqual([['comment.added', 'Chloe', 'Two.', 1]]);
    await unsay(chloe, two);
    expect(await said()).toEqual([]);
  });

  it('NT12 AC4 takes along a row of nothing else, and falls back to who is there', async () => {
    await say(ben, '@Ana', ana);
    await say(chloe, 'One.');
    await say(ben, 'A secret.');
    await erase(ben);
    expect(await said()).toEqual([['comment.added', 'Chloe', 'One.', 1]]);
    await say(chloe, 'Two.');
    const [row] = await rows();
    expect(row?.data).toMatchObject({ count: 2, people: [{ name: 'Chloe' }] });
  });
});

describe('a track that is deleted', () => {
  it('NT11 NT13 is told to its people, and keeps the words nobody has read', async () => {
    await say(ben, 'Read by Ana.');
    await read((await rows())[0]);
    await say(chloe, 'Not read by Ana.');
    await ana.send({ name: 'track.delete.v1', args: { trackId } });
    expect(await said()).toEqual([
      ['comment.added', 'Ben', '', 1],
      ['comment.added', 'Chloe', 'Not read by Ana.', 1],
    ]);
    for (const person of [ben, chloe]) {
      expect((await feedOf(world, person)).at(-1)).toMatchObject({
        kind: 'track.deleted',
        actor: { name: 'Ana' },
        track: { title: 'Midnight Drive' },
      });
    }
  });

  it('NT4 NT12 leaves whoever is removed or leaves no words, and no row without them unread', async () => {
    await say(chloe, '@Ben', ben);
    await say(chloe, 'Hi.');
    const theirs = async () =>
      (await feedOf(world, ben)).filter(({ kind }) => kind.startsWith('comment.'));
    const [mention] = await theirs();
    await sayMark(world, ben.actor.userId, 'read', mention?.ordinal ?? 0);
    await ben.send({ name: 'member.leave.v1', args: { trackId } });
    expect((await theirs()).map(({ kind, data }) => [kind, data])).toMatchObject([
      ['comment.mentioned', { excerpt: '' }],
    ]);
  });
});

describe('what was read', () => {
  const changes = async () =>
    (await feedOf(world, ana)).filter(({ kind }) => kind.endsWith('.changed'));
  const stage = (to: 'released' | 'mixing' | 'idea'): Command => ({
    name: 'track.setStage.v1',
    args: { trackId, stage: to },
  });
  const due = (dueOn: string | null): Command => ({
    name: 'track.setDue.v1',
    args: { trackId, dueOn, timeZone: 'UTC' },
  });

  it('NT13 of a stage stays, and moving it back is news', async () => {
    await ben.send(stage('released'));
    await read((await changes())[0]);
    await ben.send(stage('idea'));
    expect((await changes()).map(({ data }) => data)).toEqual([
      { from: 'idea', to: 'released' },
      { from: 'released', to: 'idea' },
    ]);
  });

  it('NT13 of a due date likewise; unread, one row goes from the first to the last', async () => {
    await ben.send(due('2027-01-10'));
    await ben.send(due('2027-01-20'));
    const to = { on: '2027-01-20', time: null, timeZone: 'UTC' };
    expect((await changes()).map(({ data }) => data)).toEqual([{ from: null, to }]);
    await read((await changes())[0]);
    await ben.send(due(null));
    expect((await changes()).map(({ data }) => data)).toEqual([
      { from: null, to },
      { from: to, to: null },
    ]);
  });

  it('NT7 unread, there and back again is no row, within ten minutes', async () => {
    await ben.send(due('2027-01-10'));
    await ben.send(due(null));
    expect(await changes()).toEqual([]);
    await ben.send(due('2027-01-10'));
    world.clock.pass(changeFoldMs);
    await ben.send(due(null));
    expect(await changes()).toHaveLength(2);
  });
});

describe('a row of a comment at a moment', () => {
  /** A moment of a version that Ben has brought. */
  async function bring(from: number): Promise<NonNullable<At>> {
    const [fileId, id] = [world.id(), world.id()];
    const by = { addedById: ben.actor.userId, sha256: 'ab'.repeat(32), size: 1, note: '' };
    const version = { id, ...by };
    expect(await world.service.addVersion({ fileId, trackId, name: 'a.wav', version })).toBeNull();
    return { fileId, versionId: id, from, to: null };
  }
  const moments = async () =>
    (await rows()).map(({ data }) => ('moment' in data ? data.moment.from : null));

  it('NT31 of several has that of the newest that stands, or none', async () => {
    const at = await bring(83_000);
    await sayAt(at, ben, 'One.');
    expect(await moments()).toEqual([83_000]);
    const plain = await say(chloe, 'Two.');
    expect(await moments()).toEqual([null]);
    const last = await sayAt({ ...at, from: 9_000 }, chloe, 'Three.');
    expect(await moments()).toEqual([9_000]);
    await unsay(chloe, last);
    expect(await moments()).toEqual([null]);
    await unsay(chloe, plain);
    expect(await moments()).toEqual([83_000]);
  });

  it('NT30 keeps it when the words change, and when a name is taken out of them', async () => {
    const at = await bring(83_000);
    const named = await sayAt(at, ben, '@Ana late.', ana);
    await edit(ben, named, '@Ana too late.', ana);
    expect(await said()).toEqual([['comment.mentioned', 'Ben', '@Ana too late.', 1]]);
    expect(await moments()).toEqual([83_000]);
    await edit(ben, named, 'Too late.');
    expect(await said()).toEqual([['comment.added', 'Ben', 'Too late.', 1]]);
    expect(await moments()).toEqual([83_000]);
    await edit(ben, named, '@Chloe too late.', chloe);
    expect(await moments()).toEqual([83_000]);
  });

  it('NT30 is about the version it was said of, whatever came meanwhile', async () => {
    const at = await bring(83_000);
    const by = { addedById: ben.actor.userId, sha256: 'cd'.repeat(32), size: 1, note: '' };
    const version = { id: world.id(), ...by };
    await world.service.addVersion({ fileId: at.fileId, trackId, name: 'b.wav', version });
    await sayAt(at, chloe, 'Late.');
    const [row] = await rows();
    expect(row?.data).toMatchObject({ moment: { ...at, name: 'a.wav', number: 1 } });
  });
});
