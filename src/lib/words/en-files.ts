/** What the files of a track say, in English. */
import { isolated } from '#shared/words/isolated.ts';
import type { Upload, UploadFault } from '#lib/ports/session.ts';
import { count } from './count.ts';
import { en } from './en.ts';

const units = ['kilobyte', 'megabyte', 'gigabyte'] as const;

/** "86 MB": as people say it, and not as disks count. */
function sizeWords(bytes: number): string {
  if (bytes < 1_000) return count(bytes, 'byte', 'bytes');
  const step = Math.min(units.length, Math.floor(Math.log10(bytes) / 3));
  const format = {
    style: 'unit',
    unit: units[step - 1] ?? 'kilobyte',
    unitDisplay: 'short',
    maximumFractionDigits: step > 1 ? 1 : 0,
  } as const;
  return new Intl.NumberFormat(en.locale, format).format(bytes / 1_000 ** step);
}

const why: Record<UploadFault, string> = {
  'too-large': 'It is larger than this server takes.',
  'limit-reached': 'There is no room for another file.',
  'not-found': 'The track is gone, or you are no longer on it.',
  'other-bytes': 'It changed while it was sent. Add it again.',
  unreadable: 'It cannot be read any more. Add it again.',
};

const stateWords: Record<Upload['state'], (upload: Upload) => string> = {
  waiting: ({ sent, size }: Upload) =>
    sent === 0
      ? 'Waiting for its turn, or for the network · keep this page open'
      : `${sizeWords(sent)} of ${sizeWords(size)} · waiting for the network · keep this page open`,
  sending: ({ sent, size }: Upload) => `${sizeWords(sent)} of ${sizeWords(size)}`,
  checking: () => 'All of it is there · being checked',
  failed: ({ why: fault }: Upload) => why[fault ?? 'not-found'],
};

export const fileWords = {
  title: 'Files',
  none: 'No files yet. Add a bounce, stems, or the whole project: everybody on the track gets them.',
  add: 'Add files',
  drop: 'Drop files here to add them',
  newVersion: 'Add a new version',
  rename: 'Rename',
  renameTitle: 'Rename the file',
  renameLabel: 'Name',
  renameMissing: 'Give it a name.',
  download: (name: string) => `Download ${isolated(name)}`,
  more: (name: string) => `More about ${isolated(name)}`,
  remove: 'Remove',
  removeTitle: (name: string) => `Remove ${isolated(name)}?`,
  removeText: 'It goes for everybody, with all its versions. This cannot be undone.',
  version: (number: number) => `v${number}`,
  facts: (size: number, who: string, when: string) =>
    [sizeWords(size), who === '' ? 'Deleted account' : isolated(who), when].join(' · '),
  state: (upload: Upload) => stateWords[upload.state](upload),
  retry: 'Try again',
  cancel: (name: string) => `Cancel ${isolated(name)}`,
  summary: (all: number, failed: number) =>
    failed === 0
      ? `${count(all, 'file', 'files')} on the way`
      : `${count(all, 'file', 'files')} on the way · ${failed} failed`,
};
