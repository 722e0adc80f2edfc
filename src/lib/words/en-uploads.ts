/** What is said of files on their way to a track, in English. */
import type { Upload, UploadFault, UploadState } from '#lib/ports/uploads.ts';
import { isolated } from '#shared/words/isolated.ts';
import { count } from './count.ts';
import { sizeWords } from './size.ts';

const why: Record<UploadFault, string> = {
  'too-large': 'It is larger than this server takes.',
  'limit-reached': 'There is no room for another file.',
  'not-found': 'The track is gone, or you are no longer on it.',
  'other-bytes': 'It changed while it was sent. Add it again.',
  unreadable: 'It cannot be read any more: it was moved or changed. Add it again.',
  'page-closed': 'Its page was closed before it was sent. Add it again.',
};

/** What it waits for, or what goes on; of sending the numbers say it. */
const states: Record<Exclude<UploadState, 'failed'>, string> = {
  waiting: 'Waiting for its turn',
  offline: 'Waiting for the network',
  unavailable: 'Waiting for the server',
  'signed-out': 'Waiting until you sign in again',
  reading: 'Getting ready',
  sending: '',
  checking: 'All of it is there · being checked',
  paused: 'Paused',
  done: 'On the server',
};

const stays: Record<Upload['where'], string> = {
  device: '',
  'this-page': 'keep this page open',
  'other-page': 'keep its page open',
};

const joined = (...parts: readonly string[]): string => parts.filter(Boolean).join(' · ');
const sizes = ({ sent, size }: Pick<Upload, 'sent' | 'size'>): string =>
  `${sizeWords(sent)} of ${sizeWords(size)}`;

function stateOf(upload: Upload): string {
  const { state, sent, where } = upload;
  if (state === 'failed') return why[upload.why ?? 'not-found'];
  if (state === 'done' || state === 'checking') return states[state];
  const isBegun = sent > 0 || state === 'sending';
  return joined(isBegun ? sizes(upload) : '', states[state], stays[where]);
}

export const uploadWords = {
  state: stateOf,
  retry: 'Try again',
  cancel: (name: string) => `Cancel ${isolated(name)}`,
  summary: (all: number, failed: number) =>
    joined(`${count(all, 'file', 'files')} on the way`, failed > 0 ? `${failed} failed` : ''),
};
