/** Which decoder a sound is heard through, and how much each of its channels counts. */
import { flacSamples, oggFlacSamples } from '#shared/audio/decode/flac-samples.ts';
import { mp3Samples } from '#shared/audio/decode/mp3-samples.ts';
import { pcmSamples } from '#shared/audio/decode/pcm-samples.ts';
import type { ReadAt } from '#shared/audio/decode/read-at.ts';
import { trimmed } from '#shared/audio/decode/trimmed.ts';
import { vorbisSamples } from '#shared/audio/decode/vorbis-samples.ts';
import type { SampleBlocks } from '#shared/audio/sample-block.ts';
import type { CodedSound, PcmSound, SoundFacts } from '#shared/audio/sound.ts';
import { flacWeightsOf, oggWeightsOf, weightsOf } from '#shared/audio/speakers.ts';
import type { OpenSound } from '#shared/audio/waveform.ts';
import { opusSamples, readOpusHead } from './opus-samples.ts';

/** More are no sound to listen to, and each takes memory. */
const channelsMost = 32;

/** @returns null where nobody here can hear it */
export async function openSound(facts: SoundFacts, readAt: ReadAt): Promise<OpenSound | null> {
  switch (facts.kind) {
    case 'pcm':
      return openPcm(facts, readAt);
    case 'coded':
      return openCoded(facts, readAt);
    default:
      return null;
  }
}

function openPcm(sound: PcmSound, readAt: ReadAt): OpenSound | null {
  const { channels, channelMask, sampleRate } = sound;
  const blocks = channels > channelsMost ? null : pcmSamples(sound, readAt);
  return blocks && { sampleRate, weights: weightsOf(channels, channelMask), blocks };
}

async function openCoded(sound: CodedSound, readAt: ReadAt): Promise<OpenSound | null> {
  if (sound.container === 'ogg') return openOgg(sound, readAt);
  if (sound.container === 'flac') return opened(sound, flacSamples(sound, readAt), flacWeightsOf);
  const isMp3 = sound.container === 'mp3' && sound.codec === 'mp3';
  return isMp3 ? opened(sound, mp3Samples(sound, readAt), plainWeightsOf) : null;
}

/** Streams behind one another have no length, and only the first would be heard. */
async function openOgg(sound: CodedSound, readAt: ReadAt): Promise<OpenSound | null> {
  const { codec, sizeBytes, frames, channels } = sound;
  if (frames === null || channels === null || channels > channelsMost) return null;
  switch (codec) {
    case 'flac':
      return opened(sound, trimmed(oggFlacSamples(sizeBytes, readAt), 0, frames), flacWeightsOf);
    case 'vorbis':
      return opened(sound, trimmed(vorbisSamples(sizeBytes, readAt), 0, frames), oggWeightsOf);
    case 'opus': {
      const head = readOpusHead(sizeBytes, readAt);
      if (head === null) return null;
      const blocks = await opusSamples(head, sizeBytes, readAt);
      return opened(sound, trimmed(blocks, head.preSkip, frames), oggWeightsOf);
    }
    default:
      return null;
  }
}

const plainWeightsOf = (channels: number) => weightsOf(channels, null);

function opened(
  { channels, sampleRate }: CodedSound,
  blocks: SampleBlocks | null,
  weights: (channels: number) => readonly number[],
): OpenSound | null {
  if (blocks === null || channels === null || sampleRate === null) return null;
  return { sampleRate, weights: weights(channels), blocks };
}
