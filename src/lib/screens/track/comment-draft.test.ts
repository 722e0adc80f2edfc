import { expect, test } from 'vitest';
import { Draft } from '#lib/screens/common/draft.svelte.ts';
import type { KeptText } from '#lib/ports/session.ts';
import type { RefusedCommand } from '#lib/ports/workspace.ts';
import { createValue } from '#shared/base/observable.ts';
import type { SoundMoment } from '#shared/workspace/entities.ts';
import { CommentDraft } from './comment-draft.svelte.ts';

const at = (from: number, to: number | null = null): SoundMoment => ({
  fileId: 'f',
  versionId: 'v',
  from,
  to,
  name: 'Bounce.wav',
  number: 1,
});
const range = at(83_000, 91_000);

/** A comment that is being written on this device; the player stands where `play` says. */
function desk(texts = new Map<string, KeptText>()) {
  const refused = createValue<readonly RefusedCommand[]>([]);
  let heard: SoundMoment | null = at(83_000);
  const open = async () => {
    const draft = new Draft('comment/t', {
      drafts: {
        read: async (place) => texts.get(place) ?? null,
        keep(place, text) {
          if (text === null) texts.delete(place);
          else texts.set(place, { place, ...text });
        },
        whenKept: async () => {},
        all: () => createValue<readonly KeptText[]>([]),
      },
      workspace: { refused: () => refused },
      commands: { send: async () => {}, retry: async () => {}, discard: async () => {} },
    });
    await new Promise((resolve) => setImmediate(resolve));
    return new CommentDraft(draft, {
      heard: () => heard,
      linked: () => null,
      recall: (spot) => ({ to: null, name: 'Bounce.wav', number: 1, ...spot }),
    });
  };
  const play = (moment: SoundMoment | null) => (heard = moment);
  return { texts, refused, open, play };
}

test('CM45 the moment follows the player until the first letter', async () => {
  const { open, play } = desk();
  const written = await open();
  expect(written.moment).toEqual(at(83_000));
  play(at(85_000));
  expect([written.moment, written.isFixed]).toEqual([at(85_000), false]);
  written.type('T', '');
  play(at(90_000));
  expect([written.moment, written.isFixed]).toEqual([at(85_000), true]);
  written.type('', '');
  expect([written.moment, written.isFixed]).toEqual([at(90_000), false]);
});

test('CM58 a mark is kept before a word is typed, and stays when all of them are deleted', async () => {
  const { open, play, texts } = desk();
  const written = await open();
  written.mark(at(83_000));
  play(at(91_000));
  expect((await open()).moment).toEqual(at(83_000));
  written.mark(range);
  written.type('The vocal', '');
  written.type('', '');
  expect(written.moment).toEqual(range);
  play(null);
  const again = await open();
  expect([again.moment, again.isFixed, again.draft.typed]).toEqual([range, true, '']);
  // Back to a point, and then to none.
  again.mark({ ...range, to: null });
  expect(again.moment).toEqual(at(83_000));
  again.decline();
  expect([again.moment, again.isFixed, texts.size]).toEqual([null, false, 0]);
});

test('CM45 no moment of a version is wanted until it is asked for, or the comment is sent', async () => {
  const { open, play } = desk();
  const written = await open();
  written.decline();
  play(at(85_000));
  expect(written.moment).toBeNull();
  written.accept();
  expect(written.moment).toEqual(at(85_000));
  written.decline();
  written.type('All in all: good.', '');
  expect(written.moment).toBeNull();
  written.accept();
  expect(written.moment).toEqual(at(85_000));
  written.decline();
  expect([written.moment, written.draft.typed]).toEqual([null, 'All in all: good.']);
  written.sent();
  expect(written.moment).toEqual(at(85_000));
});

test('CM58 words that are refused stand again with their range, and can be said at another', async () => {
  const { open, refused } = desk();
  const written = await open();
  const { fileId, versionId, from, to } = range;
  const args = {
    commentId: 'c',
    trackId: 't',
    text: 'The vocal',
    moment: { fileId, versionId, from, to },
  };
  const track = { id: 't', title: 'Low Tide' };
  const command = { name: 'comment.add.v1', args } as const;
  refused.set([{ id: 'x', command, code: 'limit-reached', at: 0, track }]);
  expect([written.moment, written.isFixed]).toEqual([range, true]);
  written.mark(at(10_000, 20_000));
  expect([written.moment, written.draft.typed]).toEqual([at(10_000, 20_000), 'The vocal']);
  expect(written.draft.refusal?.id).toBe('x');
});
