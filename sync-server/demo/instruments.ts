/**
 * The three instruments of the demo's sounds, made by arithmetic: a kick that falls in pitch behind a
 * click, a plucked bass, and a wide pad. Each plays one note, which begins and ends in silence and stays
 * below full scale. Pure, and the same each time.
 */
import { createRandom } from '#shared/base/random.ts';

/** Frames per second. */
export const sampleRate = 44_100;

export interface Stereo {
  readonly left: Float32Array;
  readonly right: Float32Array;
}

export const framesOf = (seconds: number): number => Math.round(seconds * sampleRate);

/** @param note as MIDI counts them: 69 is the A of 440 Hz, one more a semitone */
export const pitchOf = (note: number): number => 440 * 2 ** ((note - 69) / 12);

/** What is left after a frame of that which falls to a third in so many seconds. */
const fadeIn = (seconds: number): number => Math.exp(-1 / (seconds * sampleRate));

/** Lets a note rise from nothing and fall to nothing, in so many seconds, without a corner. */
function shape(note: Float32Array, attack: number, release: number): Float32Array {
  const last = note.length - 1;
  const ramp = (frame: number, frames: number) => 0.5 - 0.5 * Math.cos((Math.PI * frame) / frames);
  const [rising, falling] = [framesOf(attack), framesOf(release)];
  const quieten = (frame: number, gain: number) => (note[frame] = gain * (note[frame] ?? 0));
  for (let frame = 0; frame < rising; frame += 1) quieten(frame, ramp(frame, rising));
  for (let frame = 0; frame < falling; frame += 1) quieten(last - frame, ramp(frame, falling));
  return note;
}

const kickSeconds = 0.4;
/** Hz: what the drum ends on, and how far above that it begins. */
const [kickPitch, kickFall] = [50, 190];

export function kick(): Float32Array {
  const random = createRandom(112);
  const note = new Float32Array(framesOf(kickSeconds));
  const [falls, thins, clicks] = [fadeIn(0.028), fadeIn(0.15), fadeIn(0.002)];
  let [phase, fall, body, click] = [0, kickFall, 1.6, 0.5];
  for (let frame = 0; frame < note.length; frame += 1) {
    phase += (kickPitch + fall) / sampleRate;
    const drum = body * Math.sin(2 * Math.PI * phase) + click * (random.next() * 2 - 1);
    // Driven a little, so that small loudspeakers have something of it.
    note[frame] = 0.95 * Math.tanh(drum);
    fall *= falls;
    body *= thins;
    click *= clicks;
  }
  return shape(note, 0.0005, 0.03);
}

/** @param pitch in Hz */
export function bassNote(pitch: number, seconds: number): Float32Array {
  const note = new Float32Array(framesOf(seconds));
  const [closes, dies] = [fadeIn(0.09), fadeIn(0.7)];
  let [phase, level, brightness, once, twice] = [0, 1, 1_400, 0, 0];
  for (let frame = 0; frame < note.length; frame += 1) {
    phase = (phase + pitch / sampleRate) % 1;
    // Two poles, which close as a string dies away.
    const openness = (2 * Math.PI * (180 + brightness)) / sampleRate;
    once += openness * (1 - 2 * phase - once);
    twice += openness * (once - twice);
    note[frame] = level * (0.45 * Math.sin(2 * Math.PI * phase) + 0.4 * twice);
    brightness *= closes;
    level *= dies;
  }
  return shape(note, 0.004, 0.03);
}

/** One turn of a tone, and its first frame again: soft harmonics, none of them above what can be said. */
const turn = 2_048;
const harmonics = 24;

function padTurn(): Float32Array {
  const table = new Float32Array(turn + 1);
  let whole = 0;
  for (let harmonic = 1; harmonic <= harmonics; harmonic += 1) {
    const weight = Math.exp((1 - harmonic) / 9) / harmonic;
    whole += weight;
    for (let frame = 0; frame <= turn; frame += 1) {
      const wave = Math.sin((2 * Math.PI * harmonic * frame) / turn);
      table[frame] = (table[frame] ?? 0) + weight * wave;
    }
  }
  return table.map((value) => value / whole);
}

/** How long a chord swells, and how long it goes on sounding when it is let go, in seconds. */
const swell = 0.3;
export const padRelease = 0.7;
/** Each ear hears each tone this much off, to the other side. */
const detune = 0.0025;

/**
 * @param notes as MIDI counts them
 * @param seconds until it is let go; it sounds for `padRelease` longer
 */
export function padChord(notes: readonly number[], seconds: number): Stereo {
  const table = padTurn();
  const side = (off: number): Float32Array => {
    const chord = new Float32Array(framesOf(seconds + padRelease));
    for (const [index, note] of notes.entries()) {
      const step = (pitchOf(note) * (1 + off) * turn) / sampleRate;
      let place = (index * turn) / notes.length;
      for (let frame = 0; frame < chord.length; frame += 1) {
        const whole = Math.floor(place);
        const here = table[whole] ?? 0;
        const wave = here + ((table[whole + 1] ?? 0) - here) * (place - whole);
        chord[frame] = (chord[frame] ?? 0) + wave / notes.length;
        place += step;
        if (place >= turn) place -= turn;
      }
    }
    return shape(chord, swell, padRelease);
  };
  return { left: side(-detune), right: side(detune) };
}
