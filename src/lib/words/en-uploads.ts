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
  waiting: 'waiting for its turn',
  offline: 'waiting for the network',
  unavailable: 'waiting for the server',
  'signed-out': 'waiting until you sign in again',
  reading: 'getting ready',
  sending: '',
  checking: 'all of it is there · being checked',
  paused: 'paused',
  done: 'on the server',
};

const stays: Record<Upload['where'], string> = {
  device: '',
  'this-page': 'keep this page open',
  'other-page': 'keep its page open',
};

const joined = (...parts: readonly string[]): string => parts.filter(Boolean).join(' · ');
const line = (...parts: readonly string[]): string => {
  const text = joined(...parts);
  return text.charAt(0).toUpperCase() + text.slice(1);
};
const sizes = ({ sent, size }: Pick<Upload, 'sent' | 'size'>): string =>
  `${sizeWords(sent)} of ${sizeWords(size)}`;

function stateOf(upload: Upload): string {
  const { state, sent, where } = upload;
  if (state === 'failed') return why[upload.why ?? 'not-found'];
  if (state === 'done' || state === 'checking') return line(states[state]);
  const isBegun = sent > 0 || state === 'sending';
  return line(isBegun ? sizes(upload) : '', states[state], stays[where]);
}

/** As a screen has them; the words need no more of it. */
interface Batch {
  readonly uploads: readonly Upload[];
  readonly folder: string | null;
  readonly done: number;
  readonly failed: number;
  readonly size: number;
  readonly sent: number;
  readonly state: UploadState;
  readonly where: Upload['where'];
}

const files = (n: number): string => count(n, 'file', 'files');
const failedOf = ({ failed }: Pick<Batch, 'failed'>): string =>
  failed > 0 ? `${failed} failed` : '';
const isGoing = ({ state }: Pick<Batch, 'state'>): boolean =>
  state === 'sending' || state === 'reading' || state === 'checking';
/** Of what goes on the numbers say it, and between two files nothing is waited for. */
const waitsOf = (batch: Pick<Batch, 'state' | 'done' | 'sent'>): string => {
  const { state, done, sent } = batch;
  const isBegun = done > 0 || sent > 0;
  if (isGoing(batch) || state === 'failed' || (state === 'waiting' && isBegun)) return '';
  return states[state];
};

function batchState(batch: Batch): string {
  const { uploads, done, state, where } = batch;
  const arrived = `${done} of ${uploads.length} on the server`;
  const isOver = state === 'failed';
  return joined(
    arrived,
    failedOf(batch),
    isOver ? '' : sizes(batch),
    waitsOf(batch),
    isOver ? '' : stays[where],
  );
}

/** What keeps all of it, said once. */
function status(batches: readonly Batch[]): string {
  const all = batches.reduce((sum, { uploads }) => sum + uploads.length, 0);
  const failed = batches.reduce((sum, batch) => sum + batch.failed, 0);
  const holds = batches.some(isGoing) ? [] : batches.filter(({ state }) => state !== 'waiting');
  const waits = holds.map(waitsOf).find(Boolean) ?? '';
  return joined(`${files(all)} on the way`, failedOf({ failed }), waits);
}

export const uploadWords = {
  title: 'On the way',
  addFolder: 'Add a folder',
  unnamed: 'Unnamed file',
  nothing: 'There is no file in it.',
  leftOut: (taken: number) =>
    `${count(taken, 'file was', 'files were')} added. More was left out: there is too much of it, or it cannot be read.`,
  state: stateOf,
  batch: ({ folder, uploads }: Pick<Batch, 'folder' | 'uploads'>) =>
    joined(folder === null ? '' : isolated(folder), files(uploads.length)),
  batchState,
  status,
  allThere: (n: number) =>
    n === 1 ? 'The file is on the server' : `All ${n} files are on the server`,
  each: 'Each file',
  others: 'The other files',
  more: 'Show more',
  retry: 'Try again',
  retryThose: 'Retry those',
  pause: 'Pause',
  resume: 'Resume',
  cancel: 'Cancel',
  about: (act: string, what: string) => `${act}: ${isolated(what)}`,
  cancelTitle: (what: string) => `Cancel ${isolated(what)}?`,
  cancelText: ({ done, sent }: { readonly done: number; readonly sent: number }) =>
    done === 0
      ? `${sizeWords(sent)} have left this device. What is not whole is given up.`
      : `${count(done, 'file is', 'files are')} on the server and stay there. The rest is given up.`,
  cancelConfirm: 'Cancel the rest',
};
