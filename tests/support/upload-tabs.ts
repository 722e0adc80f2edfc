/**
 * Tabs of one browser that share what is on its way, on real databases and locks; and the server that
 * they send to, as a test has it.
 */
import type { ChosenFile, Upload } from '#lib/ports/uploads.ts';
import type { BrowserStorage } from '#lib/storage/persistence.ts';
import { closeForGood } from '#lib/storage/reopen.ts';
import { createUploadBytes } from '#lib/storage/upload-bytes.ts';
import { createUploadPages } from '#lib/storage/upload-pages.ts';
import { createUploadShelf } from '#lib/storage/upload-shelf.ts';
import { createUploadTurn } from '#lib/storage/upload-turn.ts';
import { openUploadsDatabase } from '#lib/storage/uploads-database.ts';
import type { SentFile, UploadSender } from '#lib/sync/send-upload.ts';
import type { TracksHere } from '#lib/storage/tracks-here.ts';
import { createUploadTurns } from '#lib/sync/upload-turns.ts';
import { createUploads, type OwnedUploads } from '#lib/sync/uploads.ts';
import { uuid7 } from '#shared/base/ids.ts';
import { createValue, type ObservableValue } from '#shared/base/observable.ts';

export const ofTrack = 'track';

export interface UploadTabOptions {
  readonly userId: string;
  readonly sender: UploadSender;
  readonly faults: unknown[];
  readonly browser?: BrowserStorage;
  readonly isVisible?: boolean;
  readonly silenceMs?: number;
  /** On this device. */
  readonly tracks?: ObservableValue<TracksHere>;
}

/** Takes what is sent, unless a script says otherwise for a file. */
export function openServer() {
  const arrived: string[] = [];
  const sent: string[] = [];
  const forgotten: string[] = [];
  const scripts = new Map<string, (signal: AbortSignal) => Promise<void>>();
  const names = new Map<string, string>();
  /** Sends until it is stopped. */
  const hang = (signal: AbortSignal) =>
    new Promise<void>((_, reject) => {
      signal.addEventListener('abort', () => reject(new Error('stopped')));
    });
  const sender: UploadSender = {
    async send({ bytes, fields }: SentFile, signal, onSent) {
      names.set(fields.versionId, fields.name);
      sent.push(fields.name);
      onSent(1);
      await scripts.get(fields.name)?.(signal);
      arrived.push(`${fields.name}: ${await bytes.text()}`);
    },
    whenThere: () => Promise.resolve(),
    forget(id) {
      forgotten.push(names.get(id) ?? id);
      return Promise.resolve();
    },
  };
  return { arrived, sent, forgotten, scripts, sender, hang };
}

const roomy: BrowserStorage = {};
/** A browser that says there is no room. */
export const full: BrowserStorage = {
  storage: {
    estimate: () => Promise.resolve({ usage: 900, quota: 1_000 }),
    persist: () => Promise.resolve(false),
    persisted: () => Promise.resolve(false),
  },
};

export interface Tab extends OwnedUploads {
  readonly shown: () => readonly Upload[];
  readonly unsent: () => number;
  readonly hint: () => void;
  /** Its page is gone, with all that lay in it alone. */
  close(): Promise<void>;
}

export async function openUploadTab({
  userId,
  sender,
  faults,
  browser = roomy,
  isVisible = true,
  silenceMs = 60_000,
  tracks = createValue<TracksHere>({ unsent: new Set(), known: new Set([ofTrack]) }),
}: UploadTabOptions): Promise<Tab> {
  const report = (error: unknown) => void faults.push(error);
  const db = openUploadsDatabase(userId, () => undefined);
  await db.open();
  const bytes = createUploadBytes(db, browser, report);
  const pages = createUploadPages(uuid7(Date.now()), navigator.locks, report);
  let unsent = 0;
  let hint = () => {};
  const uploads = createUploads({
    shelf: createUploadShelf({ db, isOpen: true, bytes, pages, report }),
    bytes,
    pages,
    turn: createUploadTurn(db, { isOpen: true, now: Date.now, report }),
    turns: createUploadTurns({
      userId,
      locks: navigator.locks,
      isVisible: () => isVisible,
      silenceMs,
    }),
    tracks: { read: () => Promise.resolve(tracks.get()), watch: () => tracks },
    sender,
    clock: { now: Date.now },
    random: () => 0,
    onHint(listener) {
      hint = listener;
      return () => undefined;
    },
    onUnsent: (files) => void (unsent = files),
    report,
  });
  let shown: readonly Upload[] = [];
  const stop = uploads.ofTrack(ofTrack).subscribe((all) => void (shown = all));
  let closing: Promise<void> | undefined;
  const close = async () => {
    stop();
    await uploads.dispose();
    await bytes.dispose();
    pages.leave();
    closeForGood(db);
  };
  const tab = {
    ...uploads,
    shown: () => shown,
    unsent: () => unsent,
    hint: () => hint(),
    close: () => (closing ??= close()),
  };
  return tab;
}

export const fileOf = (name: string, text = name): ChosenFile => ({
  name,
  file: new File([text], 'whatever'),
});
export const states = (tab: Tab) =>
  Object.fromEntries(tab.shown().map(({ name, state }) => [name, state]));
export const idOf = (tab: Tab, name: string) =>
  tab.shown().flatMap((upload) => (upload.name === name ? [upload.id] : []));
export const wheres = (tab: Tab) => [...new Set(tab.shown().map(({ where }) => where))];
