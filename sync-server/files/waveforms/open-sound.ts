/** Which decoder a sound is heard through. */
import { pcmSamples } from '#shared/audio/decode/pcm-samples.ts';
import type { ReadAt } from '#shared/audio/decode/read-at.ts';
import type { PcmSound, SoundFacts } from '#shared/audio/sound.ts';
import { weightsOf } from '#shared/audio/speakers.ts';
import type { OpenSound } from '#shared/audio/waveform.ts';

/** More are no sound to listen to, and each takes memory. */
const channelsMost = 32;

/** @returns null where nobody here can hear it */
export function openSound(facts: SoundFacts, readAt: ReadAt): OpenSound | null {
  return facts.kind === 'pcm' ? openPcm(facts, readAt) : null;
}

function openPcm(sound: PcmSound, readAt: ReadAt): OpenSound | null {
  const { channels, channelMask, sampleRate } = sound;
  const blocks = channels > channelsMost ? null : pcmSamples(sound, readAt);
  return blocks && { sampleRate, weights: weightsOf(channels, channelMask), blocks };
}
