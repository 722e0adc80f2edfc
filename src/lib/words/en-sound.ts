/** What is said of a sound, in English: "WAV · 24-bit · 48 kHz · Stereo · 3:12". */
import { clockTime } from '#shared/words/sound-time.ts';
import type { Sound } from '#shared/workspace/entities.ts';

const formats: Readonly<Record<string, string>> = {
  riff: 'WAV',
  rf64: 'RF64',
  bw64: 'BW64',
  wave64: 'Wave64',
  aiff: 'AIFF',
  aifc: 'AIFF-C',
  caf: 'CAF',
  flac: 'FLAC',
  mp3: 'MP3',
  ogg: 'Ogg',
  mp4: 'MP4',
  webm: 'WebM',
  adts: 'AAC',
  matroska: 'Matroska',
  wavpack: 'WavPack',
  au: 'AU',
  wma: 'WMA',
  ac3: 'AC-3',
  tta: 'TTA',
  midi: 'MIDI',
  'ableton-live': 'Ableton Live',
  'bitwig-studio': 'Bitwig Studio',
  dawproject: 'DAWproject',
  'fl-studio': 'FL Studio',
  'logic-pro': 'Logic Pro',
  'pro-tools': 'Pro Tools',
  reaper: 'REAPER',
  'studio-one': 'Studio One',
};

const faults: Readonly<Record<NonNullable<Sound['fault']>, string>> = {
  cut: 'Cut off: the file ends before its sound does',
  broken: 'Damaged: players may play noise, or nothing',
  empty: 'No sound in it',
};

/** As a player shows it; what is there at all lasts a second. */
const durationWords = (seconds: number): string =>
  clockTime(seconds === 0 ? 0 : Math.max(1, Math.round(seconds)));

/** @returns the facts, and apart from them what is wrong with it */
export function soundWords(sound: Sound): {
  readonly facts: string;
  readonly fault: string | null;
} {
  const { format, seconds, sampleRate, bitsPerSample, channels, fault } = sound;
  const facts = [
    formats[format] ?? null,
    bitsPerSample === null ? null : `${bitsPerSample}-bit`,
    sampleRate === null ? null : `${Number((sampleRate / 1_000).toFixed(3))} kHz`,
    channels === null ? null : channelWords(channels),
    seconds === null ? null : durationWords(seconds),
  ];
  return {
    facts: facts.filter((each) => each !== null).join(' · '),
    fault: fault === null ? null : faults[fault],
  };
}

const channelWords = (channels: number): string =>
  channels === 1 ? 'Mono' : channels === 2 ? 'Stereo' : `${channels} channels`;
