/**
 * What a file may be called: one line, or the path of such lines that it had below a folder, as in
 * "Stems/Kick.wav". Such a path leads nowhere up and is nobody's disk: the folder is part of the name.
 */
import { asLine, isVisible } from '#shared/base/text.ts';

export interface FileNameParts {
  /** With its slash at the end; empty where there is none. */
  readonly folder: string;
  /** What it is saved as. */
  readonly base: string;
}

export function fileNameParts(name: string): FileNameParts {
  const start = name.lastIndexOf('/') + 1;
  return { folder: name.slice(0, start), base: name.slice(start) };
}

const isName = (line: string): boolean => isVisible(line) && !/^\.+$/u.test(line);

/**
 * Of a path that is not of names throughout, or is one of Windows, only the end counts: the rest is about
 * somebody's disk. @returns empty where nothing is left that could be called a name
 */
export function cleanFileName(said: string): string {
  const path = said.split('/').map(asLine);
  if (!said.includes('\\') && path.every(isName)) return path.join('/');
  const last = asLine(said.split(/[/\\]/u).at(-1) ?? '');
  return isName(last) ? last : '';
}
