import { describe, expect, it } from 'vitest';
import { people } from '../../../tests/support/workspace-arbitraries.ts';
import { circumstancesOf } from '../../../tests/support/workspace-history.ts';
import { parseCommand, type Command, type CommandArgs } from './commands.ts';
import type { Comment } from './entities.ts';
import { withVersion } from './files.ts';
import { soundMsMost } from './limits.ts';
import { threadsOf } from './moments.ts';
import { reduce } from './reduce.ts';
import type { RefusalCode } from './refusals.ts';
import { refusalOf } from './rules.ts';
import { emptyWorkspace, type Actor, type Workspace } from './slice.ts';

const at = Date.UTC(2026, 10, 24);
const id = (index: number) => `01931f7e-0000-7000-8000-${String(index).padStart(12, '0')}`;
const [trackId, otherTrackId, inviteId] = [id(1), id(2), id(3)];
const [fileId, otherFileId] = [id(10), id(11)];
const [v1, v2, other] = [id(21), id(22), id(23)];
const [c1, c2, c3, c4] = [id(31), id(32), id(33), id(34)];
const [ana, ben, cho] = people.concat() as [Actor, Actor, Actor];

type Step = readonly [Actor, Command];

/** Each a second after the one before; what is refused fails the test. */
function play(from: Workspace, ...steps: readonly Step[]): Workspace {
  let workspace = from;
  for (const [index, [actor, command]] of steps.entries()) {
    const circumstances = circumstancesOf(actor, command, at + index * 1_000);
    expect(refusalOf(workspace, command, circumstances)).toBeNull();
    workspace = reduce(workspace, command, circumstances);
  }
  return workspace;
}
const judged = (workspace: Workspace, actor: Actor, command: Command): RefusalCode | null =>
  refusalOf(workspace, command, circumstancesOf(actor, command, at));
const addVersion = (workspace: Workspace, file: string, version: string, track = trackId) =>
  withVersion(workspace, {
    fileId: file,
    trackId: track,
    name: 'Bounce.wav',
    version: {
      id: version,
      size: 1,
      sha256: 'ab'.repeat(32),
      addedById: ana.userId,
      addedByName: ana.name,
      addedAt: at,
      note: '',
    },
  });

const create = (track: string): Step => [
  ana,
  { name: 'track.create.v1', args: { trackId: track, title: 'Midnight Drive' } },
];
const say = (
  by: Actor,
  commentId: string,
  more: Partial<CommandArgs<'comment.add.v1'>> = {},
): Step => [by, { name: 'comment.add.v1', args: { commentId, trackId, text: 'Hi.', ...more } }];
const on = (versionId: string, from = 83_000, to: number | null = null, file = fileId) => ({
  moment: { fileId: file, versionId, from, to },
});
const resolve = (by: Actor, commentId: string): Step => [
  by,
  { name: 'comment.resolve.v1', args: { commentId } },
];
const reopen = (by: Actor, commentId: string): Step => [
  by,
  { name: 'comment.reopen.v1', args: { commentId } },
];
const unsay = (by: Actor, commentId: string): Step => [
  by,
  { name: 'comment.delete.v1', args: { commentId } },
];

const joined = play(
  emptyWorkspace,
  create(trackId),
  create(otherTrackId),
  [ana, { name: 'invite.send.v1', args: { inviteId, trackId, email: ben.email } }],
  [ben, { name: 'invite.accept.v1', args: { inviteId } }],
);
const track = addVersion(
  addVersion(addVersion(joined, fileId, v1), fileId, v2),
  otherFileId,
  other,
  otherTrackId,
);
const comment = (workspace: Workspace, commentId: string): Comment => {
  const found = workspace.comments.get(commentId);
  if (!found) throw new Error('the comment is there');
  return found;
};

describe('a comment at a moment', () => {
  it('CM40 says where it is, and how that was called', () => {
    const said = play(track, say(ben, c1, on(v2)), say(ben, c2, on(v1, 83_000, 100_000)));
    expect(comment(said, c1).moment).toEqual({
      fileId,
      versionId: v2,
      from: 83_000,
      to: null,
      name: 'Bounce.wav',
      number: 2,
    });
    expect(comment(said, c2).moment).toMatchObject({ to: 100_000, number: 1 });
    const renamed = play(said, [
      ana,
      { name: 'file.rename.v1', args: { fileId, name: 'Mix.wav' } },
    ]);
    expect(comment(renamed, c1).moment?.name).toBe('Bounce.wav');
    expect(comment(play(track, say(ben, c1)), c1)).not.toHaveProperty('moment');
  });

  it('CM40 is refused where the track has no such version', () => {
    const refused = (more: object) => judged(track, ben, say(ben, c1, more)[1]);
    expect(refused(on(id(99)))).toBe('not-found');
    expect(refused(on(v1, 0, null, id(99)))).toBe('not-found');
    expect(refused(on(other))).toBe('not-found');
    expect(refused(on(other, 0, null, otherFileId))).toBe('not-found');
    expect(refused(on(v1))).toBeNull();
  });

  it('CM40 has bounds, and does not end before it begins', () => {
    const parsed = (from: unknown, to: unknown) =>
      parseCommand('comment.add.v1', {
        ...say(ben, c1)[1].args,
        moment: { fileId, versionId: v1, from, to },
      }).ok;
    for (const [from, to] of [
      [0, null],
      [0, 0],
      [soundMsMost, soundMsMost],
    ]) {
      expect(parsed(from, to)).toBe(true);
    }
    for (const [from, to] of [
      [-1, null],
      [0.5, null],
      ['0', null],
      [Number.NaN, null],
      [2, 1],
      [0, soundMsMost + 1],
      [soundMsMost + 1, null],
      [0, undefined],
    ]) {
      expect(parsed(from, to)).toBe(false);
    }
  });

  it('CM41 is taken of what was removed meanwhile, and stays when more goes', () => {
    const removed = play(track, [
      ana,
      { name: 'file.removeVersion.v1', args: { fileId, versionId: v1 } },
    ]);
    const said = play(removed, say(ben, c1, on(v1)));
    const gone = play(said, [ana, { name: 'file.remove.v1', args: { fileId } }]);
    const later = play(gone, say(ben, c2, on(v2)), [
      ana,
      { name: 'member.remove.v1', args: { trackId, userId: ben.userId } },
    ]);
    expect(comment(later, c1)).toEqual(comment(said, c1));
    expect(comment(later, c2).moment).toMatchObject({ name: 'Bounce.wav', number: 2 });
  });

  it('CM41 stays on its version when a newer one comes before it', () => {
    const [, command] = say(ben, c1, on(v2));
    const newer = addVersion(track, fileId, id(24));
    expect(comment(play(newer, [ben, command]), c1).moment).toMatchObject({ number: 2 });
  });

  it('CM41 two at the same time both stand', () => {
    const said = play(track, say(ana, c1, on(v1)), say(ben, c2, on(v1)));
    expect([...said.comments.values()].map(({ moment }) => moment?.from)).toEqual([83_000, 83_000]);
  });
});

describe('a reply', () => {
  const said = play(track, say(ben, c1, on(v1)));

  it('CM42 belongs to the first comment of its thread, and is about the same moment', () => {
    const replied = play(said, say(ana, c2, { replyTo: c1 }), say(ben, c3, { replyTo: c2 }));
    for (const reply of [c2, c3]) {
      expect(comment(replied, reply)).toMatchObject({
        replyTo: c1,
        moment: comment(said, c1).moment,
      });
    }
    const own = play(said, say(ana, c2, { replyTo: c1, ...on(v2, 5) }));
    expect(comment(own, c2).moment).toMatchObject({ number: 2, from: 5 });
  });

  it('CM42 stands when what it answers is gone, before or after', () => {
    const before = play(said, unsay(ben, c1), say(ana, c2, { replyTo: c1 }));
    expect(comment(before, c2)).toMatchObject({ text: 'Hi.', replyTo: c1 });
    const after = play(said, say(ana, c2, { replyTo: c1 }), unsay(ben, c1));
    expect(comment(after, c2)).toMatchObject({ replyTo: c1, moment: { from: 83_000 } });
    // One more to the same thread goes the same way.
    expect(comment(play(after, say(ben, c3, { replyTo: c2 })), c3).replyTo).toBe(c1);
  });

  it('CM41 CM42 that comes after what it answers has gone stands at the moment it brings', () => {
    const gone = play(said, unsay(ben, c1));
    const late = play(gone, say(ana, c2, { replyTo: c1, ...on(v1) }));
    expect(comment(late, c2)).toMatchObject({ replyTo: c1, moment: { from: 83_000, number: 1 } });
    // An app from before brings none; what the first of the thread said is gone with it.
    expect(comment(play(gone, say(ana, c2, { replyTo: c1 })), c2)).not.toHaveProperty('moment');
  });

  it('CM42 is at the very moment of what it answers where it brings the same one', () => {
    const renamed = play(said, [
      ana,
      { name: 'file.rename.v1', args: { fileId, name: 'Mix.wav' } },
    ]);
    const bringing = say(ana, c2, { replyTo: c1, ...on(v1) });
    expect(comment(play(renamed, bringing), c2).moment).toEqual(comment(said, c1).moment);
    // Also where the version is known no more, as after a backup was brought back.
    const without = { ...said, files: new Map() };
    expect(comment(play(without, bringing), c2).moment).toEqual(comment(said, c1).moment);
    expect(judged(without, ana, say(ana, c2, { replyTo: c1, ...on(v2) })[1])).toBe('not-found');
  });

  it('CM42 touches nothing of another track: what is there counts as gone', () => {
    const elsewhere = play(
      track,
      say(ana, c2, { trackId: otherTrackId, ...on(other, 5, null, otherFileId) }),
      resolve(ana, c2),
    );
    const there = comment(elsewhere, c2);
    const gone = play(elsewhere, say(ben, c3, { replyTo: c2 }));
    expect(comment(gone, c3)).not.toHaveProperty('moment');
    expect(comment(gone, c2)).toBe(there);
    // Nor by way of a comment here that answered its id before it was there.
    const answering = { ...comment(gone, c3), id: c1, replyTo: c2 };
    const before = { ...elsewhere, comments: new Map([...elsewhere.comments, [c1, answering]]) };
    const through = play(before, say(ben, c3, { replyTo: c1 }));
    expect(comment(through, c2)).toBe(there);
    expect(comment(through, c3)).toMatchObject({ replyTo: c2 });
  });

  it('CM42 answers not itself', () => {
    expect(judged(said, ben, say(ben, c3, { replyTo: c3 })[1])).toBe('invalid');
  });

  it('CM42 never answers itself, whatever was said before what it answers', () => {
    const odd = play(track, say(ana, c1, { replyTo: c2 }), say(ben, c2, { replyTo: c1 }));
    expect(comment(odd, c2)).not.toHaveProperty('replyTo');
  });
});

describe('what is settled', () => {
  const said = play(track, say(ben, c1, on(v1)), say(ana, c2, { replyTo: c1 }));

  it('CM43 is so by any member, with who and when, by the first of them', () => {
    const resolved = play(said, resolve(ana, c1), resolve(ben, c1));
    expect(comment(resolved, c1).resolved).toEqual({ byId: ana.userId, byName: ana.name, at });
    expect(judged(said, cho, resolve(cho, c1)[1])).toBe('not-found');
    expect(judged(said, ana, resolve(ana, id(99))[1])).toBe('not-found');
    const again = resolve(ben, c1)[1];
    expect(reduce(resolved, again, circumstancesOf(ben, again, at))).toBe(resolved);
  });

  it('CM43 is open again by any member; what is open stays so', () => {
    const opened = play(said, resolve(ana, c1), reopen(ben, c1));
    expect(comment(opened, c1)).toEqual(comment(said, c1));
    const again = reopen(ana, c1)[1];
    expect(reduce(opened, again, circumstancesOf(ana, again, at))).toBe(opened);
  });

  it('CM43 is opened by a reply, to whichever of its comments', () => {
    for (const replyTo of [c1, c2]) {
      const replied = play(said, resolve(ana, c1), say(ben, c3, { replyTo }));
      expect(comment(replied, c1)).not.toHaveProperty('resolved');
    }
  });

  it('CM43 the last word stands, whichever way it went', () => {
    const steps = { resolve: resolve(ana, c1), reopen: reopen(ben, c1) };
    const isResolved = (...order: readonly (keyof typeof steps)[]) =>
      comment(play(said, ...order.map((step) => steps[step])), c1).resolved !== undefined;
    expect(isResolved('resolve', 'reopen')).toBe(false);
    expect(isResolved('reopen', 'resolve')).toBe(true);
    expect(isResolved('resolve', 'reopen', 'resolve')).toBe(true);
  });

  const talk = [say(ben, c1, on(v1)), say(ana, c2, { replyTo: c1 }), say(ben, c3, { replyTo: c1 })];
  const settler = { byId: ana.userId, byName: ana.name };
  const threadOf = (workspace: Workspace) =>
    threadsOf([...workspace.comments.values()]).map(({ first, isOpen }) => [
      first.id,
      isOpen ? 'open' : 'settled',
    ]);

  it('CM43 is so as well where what began it is deleted, by its oldest answer that stands', () => {
    for (const commentId of [c2, c3]) {
      const settling = [...talk, unsay(ben, c1), resolve(ana, commentId)];
      const settled = play(track, ...settling);
      expect(threadOf(settled)).toEqual([[c2, 'settled']]);
      expect(comment(settled, c2).resolved).toMatchObject(settler);
      expect(comment(settled, c3)).not.toHaveProperty('resolved');
      expect(threadOf(play(settled, reopen(ben, c3)))).toEqual([[c2, 'open']]);
      // An answer opens it, also one to what is gone.
      for (const replyTo of [c1, c2, c3]) {
        const replied = play(track, ...settling, say(ben, c4, { replyTo }));
        expect(threadOf(replied)).toEqual([[c2, 'open']]);
        expect(comment(replied, c4).replyTo).toBe(c1);
      }
    }
  });

  it('CM43 stays settled, by whom it was, when what it stands on is deleted', () => {
    const settled = play(track, ...talk, resolve(ana, c1));
    const headless = play(settled, unsay(ben, c1));
    expect(threadOf(headless)).toEqual([[c2, 'settled']]);
    expect(comment(headless, c2).resolved).toEqual(comment(settled, c1).resolved);
    const last = play(headless, unsay(ana, c2));
    expect(threadOf(last)).toEqual([[c3, 'settled']]);
    expect(play(last, unsay(ben, c3)).comments.size).toBe(0);
    // What is open stays open.
    expect(threadOf(play(track, ...talk, unsay(ben, c1)))).toEqual([[c2, 'open']]);
    // And an answer that goes leaves it as it is.
    expect(threadOf(play(settled, unsay(ana, c2)))).toEqual([[c1, 'settled']]);
  });

  it('CM43 an answer to what is gone is at the moment of the thread', () => {
    const later = play(track, ...talk, unsay(ben, c1), say(ana, c4, { replyTo: c1 }));
    expect(comment(later, c4).moment).toEqual(comment(said, c1).moment);
  });

  it('CM43 stays settled when its words change', () => {
    const edited = play(said, resolve(ana, c1), [
      ben,
      { name: 'comment.edit.v2', args: { commentId: c1, text: 'Ho.' } },
    ]);
    expect(comment(edited, c1)).toMatchObject({ text: 'Ho.', resolved: { byId: ana.userId } });
    expect(comment(edited, c1).moment).toEqual(comment(said, c1).moment);
    expect(edited.comments.has(c4)).toBe(false);
  });
});
