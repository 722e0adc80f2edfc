/**
 * What a file is, by its bytes: the one answer that server and browser give alike. It asks by what the
 * file begins with, which reader is for it, and hands over. Nothing here throws, whatever the bytes are;
 * a source may (a disk that fails), and that passes through.
 */
import { isAiff, readAiff } from './aiff.ts';
import { isTextAt } from './bytes.ts';
import { isCaf, readCaf } from './caf.ts';
import { readFlac } from './flac.ts';
import { behindTags } from './id3.ts';
import { isMp4, readMp4 } from './mp4.ts';
import { readMp3 } from './mp3.ts';
import { isOgg, readOgg } from './ogg.ts';
import { createFileBytes, type ByteRange, type FileBytes, type Reading } from './reading.ts';
import { isRiff, readRiff } from './riff.ts';
import { factsBySignature, signatureBytes } from './signatures.ts';
import type { SoundFacts } from './sound.ts';
import { isWave64, readWave64 } from './wave64.ts';

/** A file on a disk, or a Blob. */
export interface ByteSource {
  readonly size: number;
  /** @returns the bytes of that range, fewer where the file has become shorter */
  read(range: ByteRange): Promise<Uint8Array>;
}

/** @param fileName decides only between projects that are packed alike */
export async function readSound(source: ByteSource, fileName: string): Promise<SoundFacts> {
  const reading = soundReading(source.size, fileName);
  let step = reading.next();
  while (step.done !== true) step = reading.next(await source.read(step.value));
  return step.value;
}

/** The same for whoever has the bytes at hand. */
export function* soundReading(size: number, fileName: string): Reading<SoundFacts> {
  const file = createFileBytes(size);
  const head = yield* file.at(0, signatureBytes);
  const container = readerOf(head);
  if (container !== null) return yield* container(file);
  const soundFrom = yield* behindTags(file);
  const behind = yield* file.at(soundFrom, signatureBytes);
  if (isTextAt(behind, 0, 'fLaC')) return yield* readFlac(file, soundFrom);
  const bySignature = factsBySignature(behind, fileName, size);
  return bySignature ?? (yield* readMp3(file, soundFrom)) ?? { kind: 'unknown' };
}

/** The containers that begin with the file itself, never behind tags. */
function readerOf(head: Uint8Array): ((file: FileBytes) => Reading<SoundFacts>) | null {
  if (isRiff(head)) return readRiff;
  if (isWave64(head)) return readWave64;
  if (isAiff(head)) return readAiff;
  if (isCaf(head)) return readCaf;
  if (isOgg(head)) return readOgg;
  return isMp4(head) ? readMp4 : null;
}
