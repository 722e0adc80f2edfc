import { expect, test } from 'vitest';
import type { KeptText } from '#lib/ports/session.ts';
import type { RefusedCommand } from '#lib/ports/workspace.ts';
import { createValue } from '#shared/base/observable.ts';
import { threadsOf } from '#shared/workspace/moments.ts';
import { Writing } from './writing.svelte.ts';

function writingOn(trackId: string, texts: readonly KeptText[] = []) {
  const kept = createValue(texts);
  const refused = createValue<readonly RefusedCommand[]>([]);
  const writing = new Writing(trackId, {
    drafts: { all: () => kept },
    workspace: { refused: () => refused },
  });
  return { writing, kept, refused };
}
const text = (place: string, trackId?: string): KeptText => ({
  place,
  text: 'I think the ',
  version: null,
  ...(trackId !== undefined && { trackId }),
});
const refusedReply = (replyTo: string, code: RefusedCommand['code']): RefusedCommand => ({
  id: 'x',
  command: { name: 'comment.add.v1', args: { commentId: 'n', trackId: 't', text: 'Hi.', replyTo } },
  code,
  at: 0,
  track: { id: 't', title: 'Low Tide' },
});

test('CM28 what somebody opened is written until it is closed', () => {
  const { writing } = writingOn('t');
  expect(writing.isOn('reply/a')).toBe(false);
  writing.open('reply/a');
  expect([writing.isOn('reply/a'), writing.isAsked('reply/a')]).toEqual([true, true]);
  expect(writing.answered).toEqual(['a']);
  writing.close('reply/a');
  expect(writing.isOn('reply/a')).toBe(false);
  expect(writing.answered).toEqual([]);
});

test('CM20 what was kept of this track is written on, and of another nothing', () => {
  const { writing, kept } = writingOn('t', [
    text('reply/a', 't'),
    text('reply/b', 'other'),
    text('comment-edit/c', 't'),
    text('reply/old'),
  ]);
  expect(
    ['reply/a', 'reply/b', 'comment-edit/c', 'reply/old'].map((at) => writing.isOn(at)),
  ).toEqual([true, false, true, true]);
  expect(writing.isAsked('reply/a')).toBe(false);
  // An app from before has not kept the track: only a comment that stands can find it.
  expect(writing.answered).toEqual(['a']);
  writing.close('reply/a');
  // What is typed later does not open what was closed.
  kept.set([text('reply/a', 't')]);
  expect(writing.isOn('reply/a')).toBe(false);
});

test('CM30 what was refused is written on; what the server keeps failing on counts as sent', () => {
  const { writing, refused } = writingOn('t');
  refused.set([refusedReply('a', 'server-fault')]);
  expect(writing.isOn('reply/a')).toBe(false);
  refused.set([refusedReply('a', 'limit-reached')]);
  expect(writing.isOn('reply/a')).toBe(true);
  expect(writing.answered).toEqual(['a']);
  refused.set([]);
  expect(writing.isOn('reply/a')).toBe(false);
});

test('CM44 a thread is written in by a reply to it, and by an edit of any of its comments', () => {
  const { writing } = writingOn('t');
  const said = {
    trackId: 't',
    authorId: 'ana',
    authorName: 'Ana',
    text: 'Hi.',
    mentions: [],
    editedAt: null,
  };
  const [thread] = threadsOf([
    { ...said, id: 'a', createdAt: 1 },
    { ...said, id: 'b', createdAt: 2, replyTo: 'a' },
  ]);
  if (!thread) throw new Error('it is a thread');
  for (const place of ['reply/a', 'comment-edit/a', 'comment-edit/b']) {
    expect(writing.isIn(thread)).toBe(false);
    writing.open(place);
    expect(writing.isIn(thread)).toBe(true);
    writing.close(place);
  }
  writing.open('reply/b');
  expect(writing.isIn(thread)).toBe(false);
});
