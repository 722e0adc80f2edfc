/**
 * What somebody has chosen or dropped, as files with the names they are to have: a folder is walked, and
 * its path stays part of the name. Bounded in number and depth; whether more was there is said.
 */
import type { ChosenFile } from '#lib/ports/uploads.ts';
import { cleanFileName, fileNameParts } from '#shared/workspace/file-names.ts';
import { fileNameCharacters, filesPerTrack } from '#shared/workspace/limits.ts';

export interface Chosen {
  readonly files: readonly ChosenFile[];
  /** There was more than is taken at once, or than can be read. */
  readonly isMore: boolean;
}

/** Deeper than anybody keeps stems; a folder that holds itself ends here. */
const depthMost = 16;
/** Files and folders that are looked at, also where most of them are left out. */
const entriesMost = 20_000;

/** What systems put into folders by themselves. */
const isOfSystem = (name: string): boolean =>
  /^(?:\.ds_store|thumbs\.db|desktop\.ini)$/iu.test(name);

/** "Stem 2" before "Stem 10". */
const inOrder = new Intl.Collator('en', { numeric: true }).compare;

/** Of a field; of a folder it has the paths. @param unnamed what a file is called that has no name */
export function chosenFiles(files: Iterable<File>, unnamed: string): Chosen {
  const wanted = [...files]
    .filter(({ name }) => !isOfSystem(name))
    // A folder comes as its disk has it.
    .toSorted((a, b) => inOrder(a.webkitRelativePath, b.webkitRelativePath));
  return {
    files: wanted
      .slice(0, filesPerTrack)
      .map((file) => ({ name: nameOf(file.webkitRelativePath || file.name, unnamed), file })),
    isMore: wanted.length > filesPerTrack,
  };
}

/** As browsers drop them; entries and files are there only as long as the event. */
export interface DroppedItem {
  readonly kind: string;
  webkitGetAsEntry?(): FileSystemEntry | null;
  getAsFile(): File | null;
}

/** Call it in the event. */
export function droppedFiles(items: Iterable<DroppedItem>, unnamed: string): Promise<Chosen> {
  const plain: File[] = [];
  const entries: FileSystemEntry[] = [];
  for (const item of items) {
    if (item.kind !== 'file') continue;
    const entry = item.webkitGetAsEntry?.();
    const file = entry?.isDirectory ? null : item.getAsFile();
    if (file) plain.push(file);
    else if (entry) entries.push(entry);
  }
  return walked(entries, chosenFiles(plain, unnamed), unnamed);
}

async function walked(
  dropped: readonly FileSystemEntry[],
  { files, isMore }: Chosen,
  unnamed: string,
): Promise<Chosen> {
  const found = [...files];
  const waiting = dropped.map((entry) => ({ entry, depth: 0 }));
  let isLeft = isMore;
  let looked = 0;
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const { entry, depth } = next;
    looked += 1;
    if (isOfSystem(entry.name)) continue;
    if (looked > entriesMost || found.length >= filesPerTrack)
      return { files: found, isMore: true };
    try {
      if (isFile(entry)) {
        const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
        found.push({ name: nameOf(entry.fullPath, unnamed), file });
      } else if (isFolder(entry) && depth < depthMost) {
        const inside = await entriesIn(entry);
        // What lies together stays together.
        waiting.unshift(...inside.map((each) => ({ entry: each, depth: depth + 1 })));
      } else isLeft = true;
    } catch {
      isLeft = true;
    }
  }
  return { files: found, isMore: isLeft };
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;

/** Browsers hand them out in pieces. */
async function entriesIn(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  while (all.length <= entriesMost) {
    const piece = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (piece.length === 0) break;
    all.push(...piece);
  }
  return all.toSorted((a, b) => inOrder(a.name, b.name));
}

/** A name that the server takes, as near as can be to what it is called on this device. */
function nameOf(said: string, unnamed: string): string {
  const clean = cleanFileName(said.toWellFormed().replace(/^\//u, '')) || unnamed;
  const { folder, base } = fileNameParts(clean);
  let path = folder;
  while (path !== '' && path.length + base.length > fileNameCharacters) {
    path = path.slice(path.indexOf('/') + 1);
  }
  if (base.length <= fileNameCharacters) return path + base;
  const [ending = ''] = /\.[^.\s]{1,16}$/u.exec(base) ?? [];
  return base.slice(0, fileNameCharacters - ending.length).replace(/\p{Cs}$/u, '') + ending;
}
