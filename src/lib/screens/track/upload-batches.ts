/**
 * Files on their way as batches: those that were chosen together are one row, which says how many have
 * arrived, what it waits for and what failed. What the list of files has already is there, whoever says
 * otherwise.
 */
import type { Upload, UploadState } from '#lib/ports/uploads.ts';

export interface Batch {
  readonly id: string;
  /** Failed first, then what goes on, what is still to come, and what has arrived. */
  readonly uploads: readonly Upload[];
  /** The folder that all of it came in, if it did. */
  readonly folder: string | null;
  readonly done: number;
  readonly failed: number;
  /** Bytes; of what failed for good none count. */
  readonly size: number;
  readonly sent: number;
  /** Of the whole: what goes on, else what it waits for. */
  readonly state: UploadState;
  /** What closing its page would end. */
  readonly where: Upload['where'];
  readonly can: Can;
}

/** Ids of what a button would be about; none where it has nothing to do. */
export type Can = Readonly<Record<'pause' | 'resume' | 'retry' | 'cancel', readonly string[]>>;

/** What says most of a batch comes first. */
const telling: readonly UploadState[] = [
  'sending',
  'checking',
  'reading',
  'signed-out',
  'offline',
  'unavailable',
  'waiting',
  'paused',
  'failed',
  'done',
];
const order: readonly UploadState[] = [
  'failed',
  ...telling.filter((state) => state !== 'failed' && state !== 'done'),
  'done',
];
const pausable: readonly UploadState[] = [
  'sending',
  'reading',
  'signed-out',
  'offline',
  'unavailable',
  'waiting',
];
/** Asked before it is given up: some minutes of a slow line. */
const muchBytes = 20_000_000;

/** @param held versions that the list of files has */
export function batchesOf(uploads: readonly Upload[], held: ReadonlySet<string>): readonly Batch[] {
  const said = uploads.map((upload) =>
    held.has(upload.id) ? { ...upload, state: 'done' as const, sent: upload.size } : upload,
  );
  return [...Map.groupBy(said, ({ batchId }) => batchId)]
    .filter(([, all]) => all.some(({ state }) => state !== 'done'))
    .map(([id, all]) => batchOf(id, all));
}

function batchOf(id: string, all: readonly Upload[]): Batch {
  const uploads = all.toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
  const counted = all.filter((upload) => upload.state !== 'failed' || canRetry(upload));
  const left = all.filter(({ state }) => state !== 'done' && state !== 'failed');
  return {
    id,
    uploads,
    folder: folderOf(all),
    done: all.filter(({ state }) => state === 'done').length,
    failed: all.filter(({ state }) => state === 'failed').length,
    size: sum(counted.map(({ size }) => size)),
    sent: sum(counted.map(({ state, size, sent }) => (state === 'done' ? size : sent))),
    state: telling.find((state) => all.some((upload) => upload.state === state)) ?? 'done',
    where:
      (['this-page', 'other-page'] as const).find((page) =>
        left.some(({ where }) => where === page),
      ) ?? 'device',
    can: canOf(all),
  };
}

export function canOf(all: readonly Upload[]): Can {
  const idsIn = (fits: (upload: Upload) => boolean) => all.filter(fits).map(({ id }) => id);
  // What the server checks comes, whatever is said here.
  const isOver = all.every(({ state }) => state === 'done' || state === 'checking');
  return {
    pause: idsIn(({ state }) => pausable.includes(state)),
    resume: idsIn(({ state }) => state === 'paused'),
    retry: idsIn((upload) => upload.state === 'failed' && canRetry(upload)),
    // What has arrived leaves the list with the rest, and stays on the track.
    cancel: idsIn(() => !isOver),
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

/** What is not here any more, or is another file by now, has to be chosen again. */
const canRetry = ({ why }: Upload): boolean =>
  why !== 'unreadable' && why !== 'page-closed' && why !== 'other-bytes';

function folderOf(all: readonly Upload[]): string | null {
  const [first = '', ...others] = all.map(({ name }) => name.slice(0, name.indexOf('/') + 1));
  return first !== '' && others.every((folder) => folder === first) ? first.slice(0, -1) : null;
}

export const isMuch = ({ sent }: Pick<Batch, 'sent'>): boolean => sent >= muchBytes;
