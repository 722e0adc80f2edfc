import { expect, test } from 'vitest';
import type { DraftKeeper, KeptText } from '#lib/ports/session.ts';
import type { RefusedCommand } from '#lib/ports/workspace.ts';
import { createValue } from '#shared/base/observable.ts';
import { Draft, type Typing } from './draft.svelte.ts';

/** A keeper whose reading takes until `arrive`, beside what was refused. */
function slowKeeper(stored: readonly KeptText[] = []) {
  const texts = new Map(stored.map((text) => [text.place, text]));
  const arrived = Promise.withResolvers<undefined>();
  const keeper: DraftKeeper = {
    async read(place) {
      await arrived.promise;
      return texts.get(place) ?? null;
    },
    keep(place, text) {
      if (text === null) texts.delete(place);
      else texts.set(place, { place, ...text });
    },
    whenKept: async () => {},
    all: () => ({ subscribe: () => () => undefined }),
  };
  const arrive = async () => {
    arrived.resolve(undefined);
    await new Promise((resolve) => setImmediate(resolve));
  };
  const refused = createValue<readonly RefusedCommand[]>([]);
  const without = (id: string) =>
    Promise.resolve(refused.set(refused.get().filter((each) => each.id !== id)));
  const typing: Typing = {
    drafts: keeper,
    workspace: { refused: () => refused },
    commands: {
      send: (_command, _version, insteadOf = '') => without(insteadOf),
      retry: without,
      discard: without,
    },
  };
  /** The server refuses what was said on the track. */
  const refuse = (id: string, text: string) =>
    refused.set([
      ...refused.get(),
      {
        id,
        command: { name: 'comment.add.v1', args: { commentId: id, trackId: 't', text } },
        code: 'limit-reached',
        at: 0,
        track: { id: 't', title: 'Low Tide' },
      },
    ]);
  return { texts, typing, arrive, refused, refuse };
}

test('what was typed before is found again', async () => {
  const { typing, arrive } = slowKeeper([{ place: 'notes/t', text: 'Verse', version: 3 }]);
  const draft = new Draft('notes/t', typing);
  expect(draft.typed).toBeNull();
  await arrive();
  expect(draft.typed).toBe('Verse');
  expect(draft.version).toBe(3);
});

test('what is typed before the device was read stands', async () => {
  const { texts, typing, arrive } = slowKeeper([
    { place: 'comment/t', text: 'Old', version: null },
  ]);
  const draft = new Draft('comment/t', typing);
  draft.text = 'New';
  await arrive();
  expect(draft.text).toBe('New');
  expect(texts.get('comment/t')?.text).toBe('New');
});

test('what was sent before the device was read does not come back', async () => {
  const { texts, typing, arrive } = slowKeeper([
    { place: 'comment/t', text: 'Old', version: null },
  ]);
  const draft = new Draft('comment/t', typing);
  draft.drop();
  await arrive();
  expect(draft.typed).toBeNull();
  expect(texts.size).toBe(0);
});

test('spaces are nothing to keep, but stand while somebody types; emptied notes are', async () => {
  const { texts, typing, arrive } = slowKeeper();
  const [draft, notes] = [new Draft('comment/t', typing), new Draft('notes/t', typing)];
  draft.text = '  ';
  notes.keep('', { version: 2, over: 'Verse' });
  await arrive();
  expect(draft.text).toBe('  ');
  expect([...texts.values()]).toEqual([{ place: 'notes/t', text: '', version: 2, over: 'Verse' }]);
});

const one = { commentId: 'n', trackId: 't', text: '' };

test('CM30 what is refused stands where it was typed, with the words why, until it is sent anew', async () => {
  const { typing, arrive, refuse, refused } = slowKeeper();
  const draft = new Draft('comment/t', typing);
  const elsewhere = new Draft('comment/other', typing);
  await arrive();
  draft.text = 'Louder.';
  draft.drop();
  refuse('r', 'Louder.');
  expect([draft.typed, elsewhere.typed]).toEqual(['Louder.', null]);
  expect(draft.why).toContain('There are too many already.');
  draft.text = 'Much louder.';
  expect([draft.typed, draft.why]).toEqual([
    'Much louder.',
    expect.stringContaining('There are too many already.'),
  ]);
  await typing.commands.send({ name: 'comment.add.v1', args: one }, undefined, draft.refusal?.id);
  draft.drop();
  expect([draft.typed, draft.why]).toEqual([null, undefined]);
  expect(refused.get()).toEqual([]);
});

test('CM30 what is typed meanwhile stands; then what was refused has its turn', async () => {
  const { typing, arrive, refuse } = slowKeeper();
  const draft = new Draft('comment/t', typing);
  await arrive();
  draft.text = 'Another thing.';
  refuse('r', 'Louder.');
  expect([draft.typed, draft.why, draft.refusal]).toEqual(['Another thing.', undefined, null]);
  draft.drop();
  expect(draft.typed).toBe('Louder.');
});

test('CM30 words that were refused are known as such after a reload, and can be given up', async () => {
  const { texts, typing, arrive, refuse, refused } = slowKeeper();
  refuse('r', 'Louder.');
  const first = new Draft('comment/t', typing);
  await arrive();
  first.text = 'Much louder.';
  expect(texts.get('comment/t')).toMatchObject({ text: 'Much louder.', refused: 'r' });
  const next = new Draft('comment/t', typing);
  await arrive();
  expect([next.typed, next.refusal?.id]).toEqual(['Much louder.', 'r']);
  next.text = '';
  expect([next.typed, next.refusal?.id]).toEqual(['', 'r']);
  next.giveUp();
  expect([next.typed, next.refusal, refused.get(), texts.size]).toEqual([null, null, [], 0]);
});

test('CM30 what the server keeps failing on is on screen as it was sent', async () => {
  const { typing, arrive, refuse, refused } = slowKeeper();
  const draft = new Draft('comment/t', typing);
  await arrive();
  refuse('r', 'Louder.');
  refused.set(refused.get().map((each) => ({ ...each, code: 'server-fault' as const })));
  expect([draft.typed, draft.why]).toEqual([null, undefined]);
});

test('CM45 the moment that it is about is kept with it, and goes with it', async () => {
  const { typing, arrive, texts } = slowKeeper();
  const moment = { fileId: 'f', versionId: 'v', from: 83_000, to: null, name: 'a.wav', number: 2 };
  const draft = new Draft('comment/t', typing);
  draft.moment = moment;
  draft.keep('Late.');
  expect(texts.get('comment/t')).toMatchObject({ text: 'Late.', moment });
  const next = new Draft('comment/t', typing);
  await arrive();
  expect(next.moment).toEqual(moment);
  next.moment = null;
  next.keep('Late.');
  expect(texts.get('comment/t')).not.toHaveProperty('moment');
  draft.drop();
  expect(draft.moment).toBeNull();
});
