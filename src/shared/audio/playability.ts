/**
 * Whether a file is given to a player, and how. Decided by what three engines were measured to do with
 * the very files, not by what they say of themselves: `canPlayType` is wrong in all three, and some
 * "play" noise at full level. Whoever is given a download is told why.
 *
 * Plain samples play everywhere behind a WAV header of our own, so every container of them that is no
 * WAV, or no WAV that all players stand, is served so.
 */
import { unreachable } from '#shared/base/assert.ts';
import type { CodedSound, PcmSound, SoundFacts } from './sound.ts';
import { wavHeaderBytes } from './wav-header.ts';

export const engines = ['chromium', 'firefox', 'webkit'] as const;
export type Engine = (typeof engines)[number];

export type DownloadReason =
  /** No sound, or a project. */
  | 'no-sound'
  /** A header that makes no sense, or that players stumble over. */
  | 'broken'
  /** There is nothing in it. */
  | 'empty'
  /** A container or a codec that not all engines play. */
  | 'codec'
  /** Samples of 64 bits with a fraction are noise at full level in Firefox. */
  | 'float-64'
  /** Samples of another size, or with gaps between them. */
  | 'sample-format'
  /** FLAC of 32 bits, which only Chromium plays. */
  | 'flac-32-bit'
  /** More channels than can be relied on. */
  | 'channels'
  /** Frames of a size at which the channels wander in Firefox. */
  | 'frame-size'
  /** Larger than the engine can count. */
  | 'too-large';

export type Playability =
  /** Doubtful where it hangs on the system, and only trying tells: the element's error event says no. */
  | { readonly how: 'play-original'; readonly isDoubtful: boolean }
  | { readonly how: 'play-behind-wav-header' }
  | { readonly how: 'play-from-offset'; readonly from: number }
  | { readonly how: 'download'; readonly reason: DownloadReason };

/** WebKitGTK counts bytes with a sign, in 32 bits; WAV without one, and one trial ended the page. */
const sizeMost: Readonly<Record<Engine, number>> = {
  chromium: 2 ** 32 - 1,
  firefox: 2 ** 32 - 1,
  webkit: 2 ** 31 - 1,
};
/** At twelve, Firefox gives up and WebKit does not decode. */
const channelsMost = 8;
/** Firefox reads WAV by this many bytes, and takes each time a whole number of frames for granted. */
const firefoxStepBytes = 768;

const original: Playability = { how: 'play-original', isDoubtful: false };
const download = (reason: DownloadReason): Playability => ({ how: 'download', reason });

export function playabilityOf(facts: SoundFacts, engine: Engine): Playability {
  switch (facts.kind) {
    case 'pcm': {
      const reason = pcmObstacle(facts, engine);
      if (reason !== null) return download(reason);
      return isPlainWav(facts) ? original : { how: 'play-behind-wav-header' };
    }
    case 'coded': {
      const reason = codedObstacle(facts, engine);
      if (reason !== null) return download(reason);
      if (facts.soundFrom > 0 && facts.codec === 'flac') {
        return { how: 'play-from-offset', from: facts.soundFrom };
      }
      return { how: 'play-original', isDoubtful: facts.codec === 'aac' };
    }
    case 'broken':
      return download('broken');
    case 'named':
      return download(facts.container === 'midi' ? 'no-sound' : 'codec');
    case 'project':
    case 'unknown':
      return download('no-sound');
    default:
      return unreachable(facts);
  }
}

/** How a server hands out what at least one engine plays: Chromium plays all that any other does. */
export const servedAs = (facts: SoundFacts): Playability => playabilityOf(facts, 'chromium');

/** @returns why, for each engine that is not given it; empty where all are */
export function obstaclesOf(facts: SoundFacts): Partial<Record<Engine, DownloadReason>> {
  return Object.fromEntries(
    engines.flatMap((engine) => {
      const given = playabilityOf(facts, engine);
      return given.how === 'download' ? [[engine, given.reason]] : [];
    }),
  );
}

const isPlainWav = ({ container, hasPlayableHeader }: PcmSound): boolean =>
  container === 'riff' && hasPlayableHeader;

function pcmObstacle(sound: PcmSound, engine: Engine): DownloadReason | null {
  const { codec, channels, bytesPerSample, bytesPerFrame } = sound;
  if (sound.frames === 0) return 'empty';
  if (codec === 'pcm-float' && bytesPerSample === 8) return 'float-64';
  const isWidth = codec === 'pcm-float' ? bytesPerSample === 4 : bytesPerSample <= 4;
  if (!isWidth || bytesPerFrame !== channels * bytesPerSample) return 'sample-format';
  if (channels > channelsMost) return 'channels';
  if (engine === 'firefox' && firefoxStepBytes % bytesPerFrame !== 0) return 'frame-size';
  const servedBytes = isPlainWav(sound)
    ? sound.sizeBytes
    : wavHeaderBytes(sound) + sound.dataTo - sound.dataFrom;
  return servedBytes > sizeMost[engine] ? 'too-large' : null;
}

function codedObstacle(sound: CodedSound, engine: Engine): DownloadReason | null {
  const { container, codec, bitsPerSample, channels, frames } = sound;
  if (!isPlayed(container, codec)) return 'codec';
  if (frames === 0) return 'empty';
  if (codec === 'flac' && bitsPerSample === 32 && engine !== 'chromium') return 'flac-32-bit';
  if ((channels ?? 0) > channelsMost) return 'channels';
  return sound.sizeBytes - sound.soundFrom > sizeMost[engine] ? 'too-large' : null;
}

function isPlayed(container: CodedSound['container'], codec: CodedSound['codec']): boolean {
  switch (container) {
    case 'flac':
      return codec === 'flac';
    case 'mp3':
      return codec === 'mp3';
    case 'ogg':
      return codec === 'vorbis' || codec === 'opus' || codec === 'flac';
    case 'mp4':
      return codec === 'aac' || codec === 'flac' || codec === 'opus';
    case 'webm':
      return codec === 'opus' || codec === 'vorbis';
    default:
      // A codec inside a container of samples, such as MP3 in a WAV: engines differ in each.
      return false;
  }
}
