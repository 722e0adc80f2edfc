import { describe, expect, it } from 'vitest';
import type { DraftKeeper, KeptText } from '#lib/ports/session.ts';
import type { RefusedCommand } from '#lib/ports/workspace.ts';
import type { Track } from '#shared/workspace/entities.ts';
import type { RefusalCode } from '#shared/workspace/refusals.ts';
import { createValue } from '#shared/base/observable.ts';
import { NotesModel } from './notes-model.svelte.ts';

const start: Track = {
  id: 't',
  title: 'Midnight Drive',
  stage: 'idea',
  dueOn: null,
  dueTime: null,
  dueTimeZone: null,
  notes: 'Capo 2',
  ownerId: 'ana',
  createdAt: 0,
  updatedAt: 0,
  version: 3,
};

/** A track that others change, a disk that outlives the model, and what was sent. */
function onDevice(stored?: Partial<KeptText>) {
  let track = start;
  const texts = new Map<string, KeptText>();
  if (stored) texts.set('notes/t', { place: 'notes/t', text: '', version: null, ...stored });
  const sent: unknown[] = [];
  const refused = createValue<readonly RefusedCommand[]>([]);
  const without = (id: string) => refused.set(refused.get().filter((each) => each.id !== id));
  const drafts: DraftKeeper = {
    read: async (place) => texts.get(place) ?? null,
    keep(place, text) {
      if (text === null) texts.delete(place);
      else texts.set(place, { place, ...text });
    },
    whenKept: async () => {},
    all: () => ({ subscribe: () => () => undefined }),
  };
  const commands = {
    async send(command: { args: object }, ifVersion?: number, insteadOf?: string) {
      sent.push([Reflect.get(command.args, 'notes'), ifVersion, insteadOf]);
      without(insteadOf ?? '');
    },
    retry: async () => {},
    discard: async (id: string) => without(id),
  };
  const open = async () => {
    const workspace = { refused: () => refused };
    const model = new NotesModel(() => track, { drafts, workspace, commands });
    await new Promise((resolve) => setImmediate(resolve));
    return model;
  };
  return {
    open,
    sent,
    texts,
    refused,
    change: (next: Partial<Track>) => {
      track = { ...track, version: track.version + 1, ...next };
    },
    refuse: (id: string, notes: string, code: RefusalCode = 'version-mismatch') =>
      refused.set([
        ...refused.get(),
        {
          id,
          command: { name: 'track.setNotes.v1', args: { trackId: 't', notes } },
          code,
          at: 0,
          track: { id: 't', title: 'Midnight Drive' },
        },
      ]),
  };
}

describe('notes that others write as well', () => {
  it('CM30 shows what they wrote beside what is typed, and then saves over what is seen', async () => {
    const { open, sent, change } = onDevice();
    const model = await open();
    model.text = 'Capo 4';
    expect(model.theirs).toBeNull();
    change({ notes: 'No capo' });
    expect([model.text, model.theirs]).toEqual(['Capo 4', 'No capo']);
    change({ notes: 'No capo at all' });
    expect(model.theirs).toBe('No capo at all');
    await model.save();
    expect(sent).toEqual([['Capo 4', 5, undefined]]);
  });

  it('CM30 what goes on being typed while it is saved is typed over that, also after a reload', async () => {
    const { open, texts, change } = onDevice();
    const model = await open();
    model.text = 'Capo 4';
    const saving = model.save();
    // On screen at once, before it is known to be on disk.
    change({ notes: 'Capo 4' });
    model.text = 'Capo 4, no pick';
    expect(model.theirs).toBeNull();
    await saving;
    expect([model.text, model.theirs]).toEqual(['Capo 4, no pick', null]);
    expect(texts.get('notes/t')).toMatchObject({ text: 'Capo 4, no pick', over: 'Capo 4' });
    expect((await open()).theirs).toBeNull();
    change({ notes: 'No capo' });
    expect(model.theirs).toBe('No capo');
  });

  it('CM30 tells nothing where only something else of the track has changed', async () => {
    const { open, sent, change } = onDevice();
    const model = await open();
    model.text = 'Capo 4';
    change({ stage: 'mixing' });
    expect(model.theirs).toBeNull();
    await model.save();
    expect(sent).toEqual([['Capo 4', 4, undefined]]);
  });

  it('CM30 brings refused notes back into the field, and takes them out by one save', async () => {
    const { open, sent, change, refuse, refused } = onDevice();
    const model = await open();
    model.text = 'Capo 4';
    await model.save();
    expect([model.text, model.isChanged]).toEqual(['Capo 2', false]);
    change({ notes: 'No capo' });
    refuse('r', 'Capo 4');
    expect([model.text, model.theirs, model.isChanged]).toEqual(['Capo 4', 'No capo', true]);
    model.text = 'Capo 4, or none';
    expect(model.theirs).toBe('No capo');
    await model.save();
    expect(sent.at(-1)).toEqual(['Capo 4, or none', 4, 'r']);
    expect([refused.get(), model.theirs]).toEqual([[], null]);
  });

  it('CM30 keeps what was typed on while the refusal was on its way', async () => {
    const { open, sent, change, refuse, refused } = onDevice();
    const model = await open();
    model.text = 'Capo 4';
    await model.save();
    change({ notes: 'Capo 4' });
    model.text = 'Capo 4, then 5';
    change({ notes: 'No capo', version: 4 });
    refuse('r', 'Capo 4');
    expect([model.text, model.theirs]).toEqual(['Capo 4, then 5', 'No capo']);
    await model.save();
    expect(sent.at(-1)).toEqual(['Capo 4, then 5', 4, 'r']);
    expect(refused.get()).toEqual([]);
  });

  it('CM30 lets go of what was typed for theirs, and of its refusal', async () => {
    const { open, change, refuse, refused, texts } = onDevice();
    const model = await open();
    change({ notes: 'No capo' });
    refuse('r', 'Capo 4');
    await model.takeTheirs();
    expect([model.text, model.theirs, refused.get(), texts.size]).toEqual(['No capo', null, [], 0]);
  });

  it('CM30 knows after a reload what was on screen when the typing began', async () => {
    const { open, change, texts } = onDevice();
    (await open()).text = 'Capo 4';
    expect(texts.get('notes/t')).toMatchObject({ version: 3, over: 'Capo 2' });
    change({ stage: 'mixing' });
    expect((await open()).theirs).toBeNull();
    change({ notes: 'No capo' });
    expect((await open()).theirs).toBe('No capo');
  });

  it('CM30 of a draft from before, another version is another text', async () => {
    const { open, change } = onDevice({ text: 'Capo 4', version: 3 });
    expect((await open()).theirs).toBeNull();
    change({ stage: 'mixing' });
    const model = await open();
    expect(model.theirs).toBe('Capo 2');
    model.text = 'Capo 5';
    expect(model.theirs).toBe('Capo 2');
  });

  it('CM30 says why it was, where it was not others', async () => {
    const { open, refuse } = onDevice();
    const model = await open();
    refuse('r', 'Capo 4', 'invalid');
    expect([model.text, model.theirs]).toEqual(['Capo 4', null]);
    expect(model.why).toBe('The server could not accept it as it is.');
  });
});
