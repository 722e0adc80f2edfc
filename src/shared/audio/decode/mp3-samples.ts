/**
 * MP3 as it is heard: frame by frame, from behind the tags and the frame in which an encoder says what it
 * did. Where no frame begins, the next one is looked for.
 */
import { behindTags, tagBytesAt } from '../id3.ts';
import { firstFrameIn } from '../mp3.ts';
import { mp3FrameAt, mp3InfoBytes, mp3InfoOf, type Mp3Frame } from '../mp3-frame.ts';
import { createFileBytes, windowBytes } from '../reading.ts';
import type { SampleBlocks } from '../sample-block.ts';
import type { CodedSound } from '../sound.ts';
import { createByteWindow, type ByteWindow } from './byte-window.ts';
import { createMp3Decoder } from './mp3-decoder.ts';
import { readBy, type ReadAt } from './read-at.ts';
import { trimmed } from './trimmed.ts';

/** What every decoder puts before the sound, in frames, besides what the encoder did. */
const decoderDelay = 529;
/** Two frames and a header. */
const wantedBytes = 4_096;

type Told = Pick<CodedSound, 'sizeBytes' | 'frames' | 'encoderDelay'>;

/** @returns null where no frame begins */
export function mp3Samples(
  { sizeBytes, frames, encoderDelay }: Told,
  readAt: ReadAt,
): SampleBlocks | null {
  const from = readBy(behindTags(createFileBytes(sizeBytes)), readAt);
  const window = createByteWindow(readAt, { from, to: sizeBytes, size: windowBytes });
  window.advance(0, windowBytes);
  const first = firstFrameIn(window.bytes, from + window.bytes.length >= sizeBytes);
  if (first === null) return null;
  const { at, frame } = first;
  const info = mp3InfoOf(window.bytes.subarray(at, at + mp3InfoBytes), frame);
  window.advance(at + (info === null ? 0 : frame.lengthBytes), wantedBytes);
  const skip = encoderDelay === null ? 0 : encoderDelay + decoderDelay;
  return trimmed(blocksOf(window, frame), skip, frames);
}

function* blocksOf(window: ByteWindow, { stream, channels }: Mp3Frame): SampleBlocks {
  const { decode } = createMp3Decoder(channels);
  let isInStep = true;
  while (window.bytes.length > 0) {
    const { bytes } = window;
    const frame = frameIn(bytes, stream, isInStep);
    if (frame) yield decode(frame, bytes.subarray(0, frame.lengthBytes));
    const passed = frame?.lengthBytes ?? tagBytesAt(bytes, 0);
    window.advance(passed || toNextFrame(bytes), wantedBytes);
    isInStep = passed > 0;
  }
}

/** A header alone may be there by chance, where it is not where the frame before says. */
function frameIn(bytes: Uint8Array, stream: number, isInStep: boolean): Mp3Frame | null {
  const frame = mp3FrameAt(bytes, 0);
  if (frame?.stream !== stream || frame.lengthBytes > bytes.length) return null;
  return isInStep || mp3FrameAt(bytes, frame.lengthBytes)?.stream === stream ? frame : null;
}

function toNextFrame(bytes: Uint8Array): number {
  const at = bytes.indexOf(0xff, 1);
  return at === -1 ? bytes.length : at;
}
