import { expect, it } from 'vitest';
import { chosenFiles, droppedFiles, type DroppedItem } from './chosen-files.ts';

const unnamed = 'File';

/** A file as a field hands it out: of a folder with its path. */
function picked(path: string): File {
  const file = new File(['x'], path.split('/').at(-1) ?? '');
  Object.defineProperty(file, 'webkitRelativePath', { value: path.includes('/') ? path : '' });
  return file;
}
const namesOf = ({ files }: Awaited<ReturnType<typeof droppedFiles>>) =>
  files.map(({ name }) => name);
const called = (path: string) => namesOf(chosenFiles([picked(path)], unnamed))[0];

type Tree = { readonly [name: string]: Tree | string };

/** A folder as a browser drops it, which hands out its entries two at a time. */
function entryOf(name: string, content: Tree | string, path = `/${name}`): FileSystemEntry {
  const isFile = typeof content === 'string';
  const entry = {
    name,
    fullPath: path,
    isFile,
    isDirectory: !isFile,
    file(next: (file: File) => void, fail: (error: Error) => void) {
      if (content === 'gone') fail(new Error('NotFoundError'));
      else next(new File(isFile ? [content] : [], name));
    },
    createReader() {
      const inside = Object.entries(content).map(([each, tree]) =>
        entryOf(each, tree, `${path}/${each}`),
      );
      return {
        readEntries: (next: (entries: readonly FileSystemEntry[]) => void) =>
          next(inside.splice(0, 2)),
      };
    },
  };
  return entry as unknown as FileSystemEntry;
}
const dropped = (name: string, content: Tree | string): DroppedItem => ({
  kind: 'file',
  webkitGetAsEntry: () => entryOf(name, content),
  getAsFile: () => (typeof content === 'string' ? new File([content], name) : null),
});
const nested = (depth: number): Tree =>
  depth === 0 ? { 'deep.wav': 'x' } : { in: nested(depth - 1) };

it('FI36 a file is called as it is on the device, in one line that is not too long', () => {
  expect(called('Kick.wav')).toBe('Kick.wav');
  expect(called('\u202eKick\n1.wav')).toBe('Kick 1.wav');
  expect(called(`${'x'.repeat(300)}.wav`)).toBe(`${'x'.repeat(251)}.wav`);
  expect(called(`${'🥁'.repeat(200)}.wav`)).toBe(`${'🥁'.repeat(125)}.wav`);
  expect(called(`${'x'.repeat(250)}.${'y'.repeat(50)}`)).toBe(
    `${'x'.repeat(250)}.${'y'.repeat(4)}`,
  );
  expect(called('\u200b')).toBe('File');
});

it('FI36 of a folder the path is part of the name, the outer folders first to go', () => {
  const chosen = chosenFiles(
    [
      'Stems/Loop 10.wav',
      'Stems/Loop 2.wav',
      'Stems/Drums/Loop 2.wav',
      'Stems/.DS_Store',
      'Stems/THUMBS.DB',
    ].map(picked),
    unnamed,
  );
  expect(namesOf(chosen)).toEqual([
    'Stems/Drums/Loop 2.wav',
    'Stems/Loop 2.wav',
    'Stems/Loop 10.wav',
  ]);
  expect(chosen.isMore).toBe(false);
  expect(called(`${'a'.repeat(120)}/${'b'.repeat(120)}/Kick.wav`)).toBe(
    `${'a'.repeat(120)}/${'b'.repeat(120)}/Kick.wav`,
  );
  expect(called(`${'a'.repeat(130)}/${'b'.repeat(120)}/Kick.wav`)).toBe(
    `${'b'.repeat(120)}/Kick.wav`,
  );
});

it('FI36 more than a track takes are not chosen, and that is known', () => {
  const chosen = chosenFiles(
    Array.from({ length: 501 }, (_, n) => picked(`${n}.wav`)),
    unnamed,
  );
  expect(chosen.files).toHaveLength(500);
  expect(chosen.isMore).toBe(true);
});

it('FI36 a folder that is dropped is walked to its end, whatever else is dropped with it', async () => {
  const stems = {
    'b.wav': 'b',
    'a.wav': 'a',
    Drums: { 'Kick.wav': 'x', 'Snare.wav': 'x', 'desktop.ini': 'x', 'Hat.wav': 'x' },
    Empty: {},
  };
  const text = { kind: 'string', getAsFile: () => null };
  const items = [dropped('Mix.wav', 'x'), dropped('Stems', stems), text];
  const chosen = await droppedFiles(items, unnamed);
  expect(namesOf(chosen)).toEqual([
    'Mix.wav',
    'Stems/a.wav',
    'Stems/b.wav',
    'Stems/Drums/Hat.wav',
    'Stems/Drums/Kick.wav',
    'Stems/Drums/Snare.wav',
  ]);
  expect(chosen.isMore).toBe(false);
  expect(await chosen.files[1]?.file.text()).toBe('a');
});

it('FI36 a browser without folders drops files', async () => {
  const item = { kind: 'file', getAsFile: () => picked('Mix.wav') };
  expect(namesOf(await droppedFiles([item], unnamed))).toEqual(['Mix.wav']);
});

it('FI36 what lies too deep, is too many, or cannot be read is left out, and that is known', async () => {
  const walk = async (tree: Tree) => {
    const { files, isMore } = await droppedFiles([dropped('Stems', tree)], unnamed);
    return [files.length, isMore];
  };
  expect(await walk(nested(15))).toEqual([1, false]);
  expect(await walk(nested(16))).toEqual([0, true]);
  expect(await walk({ 'a.wav': 'gone', 'b.wav': 'b' })).toEqual([1, true]);
  const many = (count: number): Tree =>
    Object.fromEntries(Array.from({ length: count }, (_, n) => [`${n}.wav`, 'x']));
  expect(await walk(many(500))).toEqual([500, false]);
  expect(await walk(many(501))).toEqual([500, true]);
  expect(await walk({})).toEqual([0, false]);
});
