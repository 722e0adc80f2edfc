import { describe, expect, it } from 'vitest';
import type { Comment, File, Version } from '#shared/workspace/entities.ts';
import { threadsOf } from '#shared/workspace/moments.ts';
import {
  answerTo,
  countIn,
  filtersOf,
  type IsWrittenIn,
  threadsShown,
  threadWith,
  withAnswered,
} from './comment-list.ts';

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
const version = (id: string, number: number): Version => ({
  id,
  number,
  size: 1,
  sha256: '',
  addedById: 'ana',
  addedByName: 'Ana',
  addedAt: 0,
  note: '',
  removedAt: null,
});
const file: File = {
  id: 'f',
  trackId: 't',
  name: 'Mix.wav',
  createdAt: 0,
  versions: [version('v1', 1), version('v2', 2)],
  removedAt: null,
};
const on = (versionId: string, from: number) => ({
  moment: { fileId: 'f', versionId, from, to: null, name: 'Old.wav', number: 1 },
});
const resolved = { resolved: { byId: 'ben', byName: 'Ben', at: 9 } };

const threads = threadsOf([
  comment('c1', on('v1', 9_000)),
  comment('c2', on('v1', 5_000)),
  comment('c3', { replyTo: 'c1' }),
  comment('c4', resolved),
  comment('c5'),
]);
const nobody = () => false;
const shown = (filter: string, isWrittenIn: IsWrittenIn = nobody, of = threads) =>
  threadsShown(of, filter, [file], isWrittenIn).map(({ thread, isGhost }) =>
    isGhost ? `(${thread.first.id})` : thread.first.id,
  );

describe('the list', () => {
  it('CM44 is by time of saying, and of one version by time in the sound', () => {
    expect(shown('all')).toEqual(['c1', 'c2', 'c4', 'c5']);
    expect(shown('open')).toEqual(['c1', 'c2', 'c5']);
    expect(shown('v1')).toEqual(['c2', 'c1']);
    expect(shown('v2')).toEqual(['(c2)', '(c1)']);
    // Of a file that went while it was looked at, everything.
    expect(threadsShown(threads, 'v1', [], nobody)).toHaveLength(4);
  });

  it('CM44 offers the versions that something was said of, and the newest with ghosts', () => {
    expect(filtersOf(threads, [file], nobody).map(({ label }) => label)).toEqual([
      'All comments',
      'Open comments',
      'On Mix.wav v2',
      'On Mix.wav v1',
    ]);
    const settled = threadsOf([comment('c1', { ...on('v1', 0), ...resolved })]);
    expect(filtersOf(settled, [file], nobody).map(({ value }) => value)).toEqual([
      'all',
      'open',
      'v1',
    ]);
  });

  it('CM40 offers nothing where all comments are as they always were', () => {
    expect(filtersOf(threadsOf([comment('c1'), comment('c2')]), [file], nobody)).toEqual([]);
    expect(filtersOf([], [], nobody)).toEqual([]);
  });

  it('CM42 finds the thread of a reply, and counts what is in it', () => {
    expect(threadWith(threads, 'c3')?.first.id).toBe('c1');
    expect(threadWith(threads, 'c5')?.first.id).toBe('c5');
    expect(threadWith(threads, null)).toBeUndefined();
    expect(countIn(threadsShown(threads, 'all', [file], nobody))).toBe(5);
  });

  it('CM41 CM42 an answer brings the moment along: what it answers may go before it arrives', () => {
    const [first, , , plain] = threads;
    expect(first && answerTo(first)).toEqual({ replyTo: 'c1', moment: on('v1', 9_000).moment });
    expect(plain && answerTo(plain)).toEqual({ replyTo: 'c5', moment: undefined });
    const [headless] = threadsOf([comment('c3', { replyTo: 'c1', ...on('v1', 9_000) })]);
    expect(headless && answerTo(headless)).toEqual({
      replyTo: 'c1',
      moment: on('v1', 9_000).moment,
    });
  });

  it('CM28 keeps what is being written in, settled as it is by now', () => {
    const settled = threadsOf([comment('c1', { ...on('v1', 0), ...resolved }), comment('c2')]);
    const inFirst: IsWrittenIn = ({ root }) => root === 'c1';
    expect(shown('open', nobody, settled)).toEqual(['c2']);
    expect(shown('open', inFirst, settled)).toEqual(['c1', 'c2']);
    expect(shown('v2', nobody, settled)).toEqual([]);
    expect(shown('v2', inFirst, settled)).toEqual(['(c1)']);
    const offered = filtersOf(settled, [file], inFirst).map(({ value }) => value);
    expect(offered).toEqual(['all', 'open', 'v2', 'v1']);
  });

  it('CM28 CM42 keeps what is being answered where it was, although nothing of it stands', () => {
    const left = threadsOf([comment('c2', on('v1', 5_000)), comment('c5')]);
    const listed = withAnswered(left, ['c1', 'c5', 'c9'], threads, 't');
    // Of what was never seen here, only the id is known: it is last.
    expect(listed.map(({ root }) => root)).toEqual(['c1', 'c2', 'c5', 'c9']);
    expect(listed[0]?.first.moment).toEqual(threads[0]?.first.moment);
    expect(listed[0]).toMatchObject({ replies: [], isHeadless: true, isOpen: true });
    // And so it stays with what comes next.
    expect(withAnswered(left, ['c1'], listed, 't')[0]).toEqual(listed[0]);
    expect(withAnswered(left, [], listed, 't')).toBe(left);
    // A reply that stands is answered in its thread.
    expect(withAnswered(threads, ['c3'], [], 't')).toBe(threads);
  });
});
