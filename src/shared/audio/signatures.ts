/**
 * What is told by a few bytes at the beginning: sounds that nobody here plays, and projects of the
 * programs that music is made in. A name counts only where the bytes just say how it is packed.
 */
import { isBytesAt, isTextAt, textAt } from './bytes.ts';
import { codedSound, type NamedContainer, type ProjectProgram, type SoundFacts } from './sound.ts';

/** As much of a file as is looked at. */
export const signatureBytes = 4 * 1_024;

const zip = 'PK\u0003\u0004';
const gzip = '\u001f\u008b';

const named: readonly (readonly [string, NamedContainer])[] = [
  ['wvpk', 'wavpack'],
  ['.snd', 'au'],
  ['TTA1', 'tta'],
  ['TTA2', 'tta'],
  ['MThd', 'midi'],
  ['\u0030\u0026\u00b2\u0075\u008e\u0066\u00cf\u0011\u00a6\u00d9', 'wma'],
];

const projects: readonly (readonly [string, ProjectProgram])[] = [
  ['FLhd', 'fl-studio'],
  ['<REAPER_PROJECT', 'reaper'],
  ['BtWg', 'bitwig-studio'],
  ['\u00030010111100101011', 'pro-tools'],
];

/** By how a name ends, and how a file that is so packed begins. */
const packedProjects: readonly (readonly [string, string, ProjectProgram])[] = [
  ['.als', gzip, 'ableton-live'],
  ['.dawproject', zip, 'dawproject'],
  ['.logicx', zip, 'logic-pro'],
  ['.song', zip, 'studio-one'],
];

/** @returns null where nothing is known that begins so */
export function factsBySignature(
  head: Uint8Array,
  fileName: string,
  sizeBytes: number,
): SoundFacts | null {
  const container = named.find(([signature]) => isTextAt(head, 0, signature))?.[1];
  if (container !== undefined) return { kind: 'named', container };
  const lowerName = fileName.toLowerCase();
  const program =
    projects.find(([signature]) => isTextAt(head, 0, signature))?.[1] ??
    packedProjects.find(
      ([ending, signature]) => lowerName.endsWith(ending) && isTextAt(head, 0, signature),
    )?.[2];
  if (program !== undefined) return { kind: 'project', program };
  if (isBytesAt(head, 0, [0x1a, 0x45, 0xdf, 0xa3])) return matroskaOf(head, sizeBytes);
  if (isAc3(head)) return { kind: 'named', container: 'ac3' };
  return isAdts(head) ? { kind: 'named', container: 'adts' } : null;
}

/** WebM names its codecs in plain letters near the beginning, of which one may be sound. */
function matroskaOf(head: Uint8Array, sizeBytes: number): SoundFacts {
  const text = textAt(head, 0, head.length);
  if (!text.includes('webm')) return { kind: 'named', container: 'matroska' };
  const codec = text.includes('A_OPUS') ? 'opus' : text.includes('A_VORBIS') ? 'vorbis' : 'unknown';
  return codedSound('webm', codec, sizeBytes);
}

/** Two bytes are few, so the fields behind the checksum must have a meaning too. */
function isAc3(head: Uint8Array): boolean {
  const [rateAndSize = 0xff, version = 0xff] = head.subarray(4, 6);
  const isHeader = rateAndSize >>> 6 !== 3 && (rateAndSize & 0x3f) < 38 && version >>> 3 <= 16;
  return isBytesAt(head, 0, [0x0b, 0x77]) && isHeader;
}

/** AAC without a container is told by two headers, where the first says that the second is. */
function isAdts(head: Uint8Array): boolean {
  const [third = 0, fourth = 0, fifth = 0, sixth = 0] = head.subarray(2, 6);
  const length = (fourth & 3) * 2_048 + fifth * 8 + (sixth >>> 5);
  const isHeader = ((third >>> 2) & 15) < 13 && length >= 7;
  return isAdtsSync(head, 0) && isHeader && (length + 2 > head.length || isAdtsSync(head, length));
}

const isAdtsSync = (bytes: Uint8Array, at: number): boolean =>
  bytes[at] === 0xff && ((bytes[at + 1] ?? 0) & 0xf6) === 0xf0;
