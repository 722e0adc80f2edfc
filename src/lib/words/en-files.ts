/** What the files of a track say, in English. */
import { count } from './count.ts';
import { isolated } from '#shared/words/isolated.ts';
import { sizeWords } from './size.ts';

export const fileWords = {
  title: 'Files',
  none: 'No files yet. Add a bounce, stems, or the whole project: everybody on the track gets them.',
  add: 'Add files',
  drop: 'Drop files here to add them',
  newVersion: 'Add a new version',
  addVersion: 'Add it',
  versionNote: 'What changed, and what to listen for (optional)',
  rename: 'Rename',
  renameTitle: 'Rename the file',
  renameLabel: 'Name',
  renameMissing: 'Give it a name.',
  download: (name: string) => `Download ${isolated(name)}`,
  more: (name: string) => `More about ${isolated(name)}`,
  further: (n: number) => `Show ${count(n, 'more file', 'more files')}`,
  remove: 'Remove',
  removeTitle: (name: string) => `Remove ${isolated(name)}?`,
  removeText: 'It goes for everybody, with all its versions. This cannot be undone.',
  version: (number: number) => `v${number}`,
  facts: (size: number, who: string, when: string) =>
    [sizeWords(size), who === '' ? 'Deleted account' : isolated(who), when].join(' · '),
};
