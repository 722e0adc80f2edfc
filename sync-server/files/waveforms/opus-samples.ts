/**
 * Opus in Ogg as it is heard. The packets are put together here, and decoded by libopus, as WebAssembly;
 * what it cannot decode is left out, and what breaks it ends the sound.
 */
import { OpusDecoder } from 'opus-decoder';
import { isTextAt, uintAt } from '#shared/audio/bytes.ts';
import { oggPackets } from '#shared/audio/decode/ogg-packets.ts';
import type { ReadAt } from '#shared/audio/decode/read-at.ts';
import type { SampleBlocks } from '#shared/audio/sample-block.ts';

export interface OpusHead {
  readonly channels: number;
  /** Frames at the beginning that are not to be heard. */
  readonly preSkip: number;
  /** By which every sample is multiplied. */
  readonly gain: number;
  readonly streamCount: number;
  readonly coupledStreamCount: number;
  /** Which decoded channel each one is; 255 for silence. */
  readonly channelMappingTable: number[];
}

/** Of each channel, and as much as the decoder takes. */
const packetBytesMost = 3_840;
const silence = 255;

const isHead = (packet: Uint8Array): boolean => isTextAt(packet, 0, 'OpusHead');

/** @returns null where there is no head, or one that makes no sense or says more than where sound goes */
export function opusHeadOf(packet: Uint8Array): OpusHead | null {
  if (!isHead(packet) || packet.length < 19) return null;
  const told = (at: number, count: number) => uintAt(packet, at, count, 'little');
  const [channels, family] = [told(9, 1), told(18, 1)];
  const preSkip = told(10, 2);
  const gain = 10 ** (((told(16, 2) << 16) >> 16) / (20 * 256));
  if (family === 0) {
    if (channels !== 1 && channels !== 2) return null;
    const channelMappingTable = channels === 1 ? [0] : [0, 1];
    return {
      channels,
      preSkip,
      gain,
      streamCount: 1,
      coupledStreamCount: channels - 1,
      channelMappingTable,
    };
  }
  const [streamCount, coupledStreamCount] = [told(19, 1), told(20, 1)];
  const channelMappingTable = [...packet.subarray(21, 21 + channels)];
  const decoded = streamCount + coupledStreamCount;
  const isSound =
    (family === 1 || family === 255) &&
    channels > 0 &&
    channelMappingTable.length === channels &&
    streamCount > 0 &&
    coupledStreamCount <= streamCount &&
    decoded <= silence &&
    channelMappingTable.every((channel) => channel < decoded || channel === silence);
  return isSound
    ? { channels, preSkip, gain, streamCount, coupledStreamCount, channelMappingTable }
    : null;
}

/** @returns what the file says of its stream; null where there is none that can be heard */
export function readOpusHead(sizeBytes: number, readAt: ReadAt): OpusHead | null {
  const { value: head } = oggPackets(readAt, sizeBytes, isHead).next();
  return head ? opusHeadOf(head) : null;
}

/** All that is decoded, from the first packet to the last. */
export async function opusSamples(
  head: OpusHead,
  sizeBytes: number,
  readAt: ReadAt,
): Promise<SampleBlocks> {
  const decoder = new OpusDecoder({ ...head, preSkip: 0 });
  await decoder.ready;
  return blocksOf(decoder, head, oggPackets(readAt, sizeBytes, isHead));
}

/** The decoder is let go of as it is: nothing outside knows its memory. */
function* blocksOf(
  decoder: OpusDecoder,
  { channels: count, gain }: OpusHead,
  packets: Iterable<Uint8Array>,
): SampleBlocks {
  for (const packet of packets) {
    const isSound = !isHead(packet) && !isTextAt(packet, 0, 'OpusTags');
    if (!isSound || packet.length === 0 || packet.length > packetBytesMost * count) continue;
    const decoded = decodedBy(decoder, packet);
    if (decoded === null) return;
    const { channelData, samplesDecoded } = decoded;
    if (samplesDecoded === 0) continue;
    if (gain !== 1) for (const samples of channelData) multiply(samples, gain);
    yield { frames: samplesDecoded, channels: channelData };
  }
}

/**
 * Packets that nobody has encoded may break the decoder: it ends in a fault, or what it hears is no number.
 * @returns null from there on
 */
function decodedBy(decoder: OpusDecoder, packet: Uint8Array) {
  try {
    const decoded = decoder.decodeFrame(packet);
    return decoded.channelData.every((samples) => samples.every(Number.isFinite)) ? decoded : null;
  } catch {
    return null;
  }
}

function multiply(samples: Float32Array, gain: number): void {
  for (let at = 0; at < samples.length; at += 1) samples[at] = (samples[at] ?? 0) * gain;
}
