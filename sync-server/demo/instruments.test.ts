import { expect, it } from 'vitest';
import { bassNote, framesOf, kick, padChord, pitchOf, sampleRate } from './instruments.ts';

const loudest = (note: Float32Array) =>
  note.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

/** How much of a pitch is in a sound (Goertzel), of full scale. */
function share(pitch: number, sound: Float32Array): number {
  const turn = 2 * Math.cos((2 * Math.PI * pitch) / sampleRate);
  let [now, before] = [0, 0];
  for (const value of sound) [now, before] = [value + turn * now - before, now];
  return (2 * Math.sqrt(now ** 2 + before ** 2 - turn * now * before)) / sound.length;
}

/** Hz, by how often it goes through nothing upwards between two times in seconds. */
function pitchBetween(sound: Float32Array, from: number, to: number): number {
  const rises: number[] = [];
  for (let frame = framesOf(from); frame < framesOf(to); frame += 1) {
    const [before, here] = [sound[frame - 1] ?? 0, sound[frame] ?? 0];
    if (before < 0 && here >= 0) rises.push(frame - here / (here - before));
  }
  return ((rises.length - 1) * sampleRate) / ((rises.at(-1) ?? 0) - (rises[0] ?? 0));
}

const notes: readonly (readonly [string, () => readonly Float32Array[]])[] = [
  ['a kick', () => [kick()]],
  ['a short bass note', () => [bassNote(55, 0.25)]],
  ['a high one', () => [bassNote(98, 0.25)]],
  ['a chord', () => Object.values(padChord([57, 60, 64, 67], 2))],
];

it.each(notes)('%s is heard, stays below full scale, and is the same each time', (_, play) => {
  for (const note of play()) {
    expect(loudest(note)).toBeGreaterThan(0.4);
    expect(loudest(note)).toBeLessThan(0.97);
  }
  expect(play()).toEqual(play());
});

it.each(notes)('%s begins and ends in silence, without a click', (_, play) => {
  for (const note of play()) {
    expect([note[0], note.at(-1)].map((value) => Math.abs(value ?? 1))).toEqual([0, 0]);
    const end = note.subarray(-framesOf(0.003));
    expect(loudest(end)).toBeLessThan(0.02);
    expect(loudest(end.map((value, frame) => value - (end[frame - 1] ?? value)))).toBeLessThan(
      1e-3,
    );
  }
});

it('a kick falls from far above to the pitch that it ends on', () => {
  const hit = kick();
  const [early, late] = [pitchBetween(hit, 0.01, 0.04), pitchBetween(hit, 0.2, 0.37)];
  expect(early).toBeGreaterThan(120);
  expect(late).toBeGreaterThan(49);
  expect(late).toBeLessThan(52);
});

it('a kick begins with a click: what is high in it is over at once', () => {
  const hit = kick();
  const sharpness = (from: number, to: number) => {
    const part = hit.subarray(framesOf(from), framesOf(to));
    return loudest(part.map((value, frame) => value - (part[frame - 1] ?? value)));
  };
  expect(sharpness(0, 0.005)).toBeGreaterThan(10 * sharpness(0.02, 0.05));
});

it.each([43.65, 55, 110])('a bass note of %s Hz has that pitch, and overtones', (pitch) => {
  const note = bassNote(pitch, 1);
  const root = share(pitch, note);
  expect(root).toBeGreaterThan(0.2);
  for (const off of [0.94, 1.06]) expect(share(pitch * off, note)).toBeLessThan(root / 4);
  expect(share(2 * pitch, note)).toBeGreaterThan(root / 50);
  expect(share(2 * pitch, note)).toBeGreaterThan(4 * share(2.5 * pitch, note));
});

it('a chord has its notes, and each ear its own', () => {
  const { left, right } = padChord([57, 60, 64, 67], 2);
  const between = Math.max(share(pitchOf(58.5), left), share(pitchOf(62), left));
  for (const note of [57, 60, 64, 67]) {
    expect(share(pitchOf(note) * (1 - 0.0025), left)).toBeGreaterThan(10 * between);
    expect(share(pitchOf(note) * (1 + 0.0025), right)).toBeGreaterThan(10 * between);
  }
  expect(left).not.toEqual(right);
});

it('counts notes as MIDI does', () => {
  expect(pitchOf(69)).toBe(440);
  expect(pitchOf(33)).toBeCloseTo(55, 6);
});
