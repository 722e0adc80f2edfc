/**
 * The sounds that people of the demo share: a kick, a bass and a pad, and a bounce of all three in two
 * versions, as files. They are made when a demo is, and nothing else loads this. The music is eight bars:
 * four of a pad that opens, then the drop.
 */
import { wavHeaderOf } from '#shared/audio/wav-header.ts';
import {
  bassNote,
  framesOf,
  kick,
  padChord,
  padRelease,
  pitchOf,
  sampleRate,
  type Stereo,
} from './instruments.ts';

export type DemoSound = 'kick' | 'bass' | 'pad' | 'bounce' | 'louder-bounce';

/** At the tempo of Midnight Drive. */
const beat = 60 / 112;
const bar = 4 * beat;
const sixteenth = beat / 4;
/** A minor seventh, F major seventh, C major seventh, G with its sixth, as MIDI counts notes. */
const chords = [
  [57, 60, 64, 67],
  [53, 57, 60, 64],
  [55, 60, 64, 71],
  [55, 59, 62, 64],
] as const;
/** The lowest note of each chord. */
const roots = [33, 29, 36, 31] as const;
/** Of each bar: when, for how long (in sixteenths), and how far above the root. */
const bassLine = [
  [0, 3, 0],
  [3, 2, 0],
  [6, 2, 12],
  [10, 3, 0],
  [14, 2, 7],
] as const;

const introBars = 4;
const bounceBars = 8;
/** Milliseconds into the bounce at which the drop comes. */
export const dropMs = Math.round(introBars * bar * 1_000);
/** How many milliseconds a bar lasts. */
export const barMs = bar * 1_000;
/** The last chord is held for so long, in seconds. */
const lastChord = 0.8;

/** Of full scale. The bounce stays below it with the louder kick as well. */
const levels = { pad: 0.5, bass: 0.46, kick: 0.38 } as const;
const louderKick = levels.kick * 10 ** (2 / 20);

const silence = (seconds: number): Float32Array => new Float32Array(framesOf(seconds));

function add(track: Float32Array, sound: Float32Array, seconds: number, level = 1): void {
  const from = framesOf(seconds);
  for (let frame = 0; frame < sound.length && from + frame < track.length; frame += 1) {
    track[from + frame] = (track[from + frame] ?? 0) + level * (sound[frame] ?? 0);
  }
}

/** On every beat. @param seconds how long the track is */
function kickTrack(seconds: number, fromBar: number, beats: number): Float32Array {
  const track = silence(seconds);
  const hit = kick();
  for (let index = 0; index < beats; index += 1) add(track, hit, fromBar * bar + index * beat);
  return track;
}

function bassTrack(seconds: number, fromBar: number, bars: number): Float32Array {
  const track = silence(seconds);
  for (let index = 0; index < bars; index += 1) {
    const root = roots[index % roots.length] ?? 0;
    for (const [at, length, above] of bassLine) {
      const note = bassNote(pitchOf(root + above), length * sixteenth);
      add(track, note, (fromBar + index) * bar + at * sixteenth);
    }
  }
  return track;
}

function padTrack(seconds: number, played: readonly Stereo[]): Stereo {
  const track = { left: silence(seconds), right: silence(seconds) };
  for (const [index, chord] of played.entries()) {
    add(track.left, chord.left, index * bar);
    add(track.right, chord.right, index * bar);
  }
  return track;
}

/** Closed at first and open at the drop, where it gives way to each kick. */
function opened(pad: Float32Array): Float32Array {
  const [drop, beatFrames] = [framesOf(introBars * bar), framesOf(beat)];
  const opens = 30 ** (1 / drop);
  const ducked = Float32Array.from({ length: beatFrames }, (_, frame) => {
    const since = frame / sampleRate;
    return 1 - 0.6 * (1 - Math.exp(-since / 0.004)) * Math.exp(-since / 0.12);
  });
  const track = new Float32Array(pad.length);
  let [cutoff, heard] = [250, 0];
  for (let frame = 0; frame < pad.length; frame += 1) {
    heard += Math.min(0.7, (2 * Math.PI * cutoff) / sampleRate) * ((pad[frame] ?? 0) - heard);
    if (frame < drop) cutoff *= opens;
    track[frame] = frame < drop ? heard : heard * (ducked[(frame - drop) % beatFrames] ?? 1);
  }
  return track;
}

function bounceOf(pad: Stereo, bass: Float32Array, kicks: Float32Array, level: number): Stereo {
  const mixed = (side: Float32Array) => {
    const track = new Float32Array(side.length);
    for (let frame = 0; frame < track.length; frame += 1) {
      track[frame] =
        levels.pad * (side[frame] ?? 0) +
        levels.bass * (bass[frame] ?? 0) +
        level * (kicks[frame] ?? 0);
    }
    return track;
  };
  return { left: mixed(pad.left), right: mixed(pad.right) };
}

/** Both versions, which differ in how loud the kick is. @param played a bar of each chord */
function bounces(played: readonly Stereo[]): readonly [Stereo, Stereo] {
  const end = bounceBars * bar;
  const seconds = end + lastChord + padRelease;
  const dropBars = bounceBars - introBars;
  const kicks = kickTrack(seconds, introBars, dropBars * 4 + 1);
  const bass = bassTrack(seconds, introBars, dropBars);
  add(bass, bassNote(pitchOf(roots[0]), lastChord), end);
  const { left, right } = padTrack(seconds, [...played, ...played, padChord(chords[0], lastChord)]);
  const pad = { left: opened(left), right: opened(right) };
  return [bounceOf(pad, bass, kicks, levels.kick), bounceOf(pad, bass, kicks, louderKick)];
}

/** @param channels as long as one another, within full scale */
function wavOf(channels: readonly Float32Array[], bits: 16 | 24): Uint8Array {
  const frames = channels[0]?.length ?? 0;
  const bytesPerSample = bits / 8;
  const bytesPerFrame = channels.length * bytesPerSample;
  const dataBytes = frames * bytesPerFrame;
  const header = wavHeaderOf({
    kind: 'pcm',
    container: 'riff',
    codec: 'pcm-integer',
    channels: channels.length,
    sampleRate,
    bitsPerSample: bits,
    bytesPerSample,
    bytesPerFrame,
    byteOrder: 'little',
    isSigned: true,
    channelMask: null,
    sizeBytes: dataBytes,
    frames,
    cut: null,
    dataFrom: 0,
    dataTo: dataBytes,
    hasPlayableHeader: true,
  });
  const file = new Uint8Array(header.length + dataBytes);
  file.set(header);
  const most = 2 ** (bits - 1) - 1;
  for (const [index, channel] of channels.entries()) {
    let at = header.length + index * bytesPerSample;
    for (let frame = 0; frame < frames; frame += 1) {
      const sample = Math.round((channel[frame] ?? 0) * most);
      for (let byte = 0; byte < bytesPerSample; byte += 1) file[at + byte] = sample >> (8 * byte);
      at += bytesPerFrame;
    }
  }
  return file;
}

/** Takes a quarter of a second. Stems are of 24 bits, bounces of 16; nine megabytes in all. */
export function demoSounds(): Readonly<Record<DemoSound, Uint8Array>> {
  const stemBars = 2;
  const played = chords.map((notes) => padChord(notes, bar));
  const pad = padTrack(stemBars * bar + padRelease, played.slice(0, stemBars));
  const [bounce, louder] = bounces(played);
  return {
    kick: wavOf([kickTrack(stemBars * bar, 0, stemBars * 4)], 24),
    bass: wavOf([bassTrack(stemBars * bar, 0, stemBars)], 24),
    pad: wavOf([pad.left, pad.right], 24),
    bounce: wavOf([bounce.left, bounce.right], 16),
    'louder-bounce': wavOf([louder.left, louder.right], 16),
  };
}
