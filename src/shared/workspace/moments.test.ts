import { describe, expect, it } from 'vitest';
import type { Comment } from './entities.ts';
import { standingOn, threadsOf } from './moments.ts';

const comment = (id: string, more: Partial<Comment> = {}): Comment => ({
  id,
  trackId: 't',
  authorId: 'ana',
  authorName: 'Ana',
  text: 'Louder.',
  mentions: [],
  createdAt: Number(id.slice(1)),
  editedAt: null,
  ...more,
});
const on = (number: number, from: number, fileId = 'f') => ({
  moment: { fileId, versionId: `${fileId}-v${number}`, from, to: null, name: 'a.wav', number },
});
const resolved = { resolved: { byId: 'ben', byName: 'Ben', at: 9 } };
const file = {
  versions: [1, 2, 3].map((number) => ({ id: `f-v${number}`, number })),
};

const shape = (comments: readonly Comment[]) =>
  threadsOf(comments).map(({ first, replies, isHeadless, isOpen }) => [
    first.id,
    replies.map(({ id }) => id),
    isHeadless ? 'headless' : 'whole',
    isOpen ? 'open' : 'resolved',
  ]);

describe('threads', () => {
  it('CM42 a thread has its replies, by time, and stands where it began', () => {
    const comments = [
      comment('c4', { replyTo: 'c1' }),
      comment('c3'),
      comment('c2', { replyTo: 'c1' }),
      comment('c1', resolved),
    ];
    expect(shape(comments)).toEqual([
      ['c1', ['c2', 'c4'], 'whole', 'resolved'],
      ['c3', [], 'whole', 'open'],
    ]);
  });

  it('CM42 CM43 answers to what is gone stand together, settled or open as the oldest says', () => {
    const comments = [
      comment('c2', { replyTo: 'c1', ...resolved }),
      comment('c3', { replyTo: 'c1' }),
    ];
    expect(shape(comments)).toEqual([['c2', ['c3'], 'headless', 'resolved']]);
    const open = [comment('c2', { replyTo: 'c1' }), comment('c3', { replyTo: 'c1', ...resolved })];
    expect(shape(open)).toEqual([['c2', ['c3'], 'headless', 'open']]);
    expect(threadsOf(comments).map(({ root }) => root)).toEqual(['c1']);
  });

  it('CM42 each comment is in exactly one thread, whatever it says it answers', () => {
    const comments = [
      comment('c1', { replyTo: 'c2' }),
      comment('c2', { replyTo: 'c1' }),
      comment('c3', { replyTo: 'c3' }),
      comment('c4', { replyTo: 'c1' }),
      comment('c5', { replyTo: 'c4' }),
    ];
    const all = threadsOf(comments).flatMap(({ first, replies }) => [first, ...replies]);
    expect(all.map(({ id }) => id).sort()).toEqual(['c1', 'c2', 'c3', 'c4', 'c5']);
  });
});

describe('what stands on a version', () => {
  const comments = [
    comment('c1', on(2, 5_000)),
    comment('c2', on(3, 9_000)),
    comment('c3', on(1, 1_000)),
    comment('c4', { ...on(2, 2_000), ...resolved }),
    comment('c5', { ...on(3, 4_000), ...resolved }),
    comment('c6', on(1, 0, 'g')),
    comment('c7'),
    comment('c8', { ...on(2, 5_000), replyTo: 'c1' }),
    comment('c9', { ...on(1, 3_000), text: '' }),
  ];
  const standing = (versionId: string) =>
    standingOn(versionId, threadsOf(comments), file).map(({ thread, isGhost }) =>
      isGhost ? `(${thread.first.id})` : thread.first.id,
    );

  it('CM44 by time in the sound: its own, and open ones of older versions as ghosts', () => {
    expect(standing('f-v3')).toEqual(['(c3)', 'c5', '(c1)', 'c2']);
    expect(standing('f-v2')).toEqual(['(c3)', 'c4', 'c1']);
    expect(standing('f-v1')).toEqual(['c3', 'c9']);
  });

  it('CM44 nothing of a newer version, of another file, or on a version that is not there', () => {
    expect(standing('g-v1')).toEqual([]);
    expect(standing('f-v9')).toEqual([]);
  });

  it('CM44 two at the same time both stand, the earlier said first', () => {
    const twins = [comment('c2', on(1, 7)), comment('c1', on(1, 7))];
    const standing = standingOn('f-v3', threadsOf(twins), file);
    expect(standing.map(({ thread }) => thread.first.id)).toEqual(['c1', 'c2']);
    expect(standing.every(({ isGhost }) => isGhost)).toBe(true);
  });
});
