import { expect, test } from 'vitest';
import type { DraftKeeper, KeptText } from '#lib/ports/session.ts';
import { Draft } from './draft.svelte.ts';

/** A keeper whose reading takes until `arrive`. */
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
  return { texts, keeper, arrive };
}

test('what was typed before is found again', async () => {
  const { keeper, arrive } = slowKeeper([{ place: 'notes/t', text: 'Verse', version: 3 }]);
  const draft = new Draft('notes/t', keeper);
  expect(draft.typed).toBeNull();
  await arrive();
  expect(draft.typed).toBe('Verse');
  expect(draft.version).toBe(3);
});

test('what is typed before the device was read stands', async () => {
  const { texts, keeper, arrive } = slowKeeper([
    { place: 'comment/t', text: 'Old', version: null },
  ]);
  const draft = new Draft('comment/t', keeper);
  draft.text = 'New';
  await arrive();
  expect(draft.text).toBe('New');
  expect(texts.get('comment/t')?.text).toBe('New');
});

test('what was sent before the device was read does not come back', async () => {
  const { texts, keeper, arrive } = slowKeeper([
    { place: 'comment/t', text: 'Old', version: null },
  ]);
  const draft = new Draft('comment/t', keeper);
  draft.drop();
  await arrive();
  expect(draft.typed).toBeNull();
  expect(texts.size).toBe(0);
});

test('spaces are nothing to keep, but stand while somebody types; emptied notes are', async () => {
  const { texts, keeper, arrive } = slowKeeper();
  const [draft, notes] = [new Draft('comment/t', keeper), new Draft('notes/t', keeper)];
  draft.text = '  ';
  notes.keep('', 2);
  await arrive();
  expect(draft.text).toBe('  ');
  expect([...texts.values()]).toEqual([{ place: 'notes/t', text: '', version: 2 }]);
});
