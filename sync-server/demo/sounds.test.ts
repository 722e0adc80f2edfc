import { beforeAll, expect, it } from 'vitest';
import { engines, playabilityOf } from '#shared/audio/playability.ts';
import { pcmSamples } from '#shared/audio/decode/pcm-samples.ts';
import { createLoudness } from '#shared/audio/loudness.ts';
import { soundTime } from '#shared/words/sound-time.ts';
import { heardOf, readerOf } from '../../tests/support/sample-blocks.ts';
import { factsOf } from '../../tests/support/sound-files.ts';
import { framesOf, kick, sampleRate } from './instruments.ts';
import { barMs, demoSounds, dropMs, type DemoSound } from './sounds.ts';

let sounds: ReturnType<typeof demoSounds>;
beforeAll(() => {
  sounds = demoSounds();
});
const names: readonly DemoSound[] = ['kick', 'bass', 'pad', 'bounce', 'louder-bounce'];
const stem = { bitsPerSample: 24, channels: 1 };
const bounce = { bitsPerSample: 16, channels: 2 };
const shapes: Readonly<Record<DemoSound, typeof stem & { readonly seconds: number }>> = {
  kick: { ...stem, seconds: 4.29 },
  bass: { ...stem, seconds: 4.29 },
  pad: { ...stem, channels: 2, seconds: 4.99 },
  bounce: { ...bounce, seconds: 18.64 },
  'louder-bounce': { ...bounce, seconds: 18.64 },
};

function pcmOf(name: DemoSound) {
  const facts = factsOf(sounds[name]);
  if (facts.kind !== 'pcm') throw new Error(`${name} is no plain sound`);
  return facts;
}
const heard = (name: DemoSound): readonly Float32Array[] => {
  const blocks = pcmSamples(pcmOf(name), readerOf(sounds[name]));
  return blocks ? heardOf(blocks) : [];
};
const loudest = (sound: Float32Array) =>
  sound.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

it.each(names)('%s is a whole WAV file of its length, which every engine plays', (name) => {
  const facts = pcmOf(name);
  const { seconds, ...shape } = shapes[name];
  expect(facts).toMatchObject({ container: 'riff', sampleRate, cut: null, ...shape });
  expect(facts.frames / sampleRate).toBeCloseTo(seconds, 1);
  expect(facts.dataTo).toBe(sounds[name].length);
  for (const engine of engines) {
    expect(playabilityOf(facts, engine)).toEqual({ how: 'play-original', isDoubtful: false });
  }
});

it.each(names)('%s is loud, stays a decibel below full scale, and ends in silence', (name) => {
  const channels = heard(name);
  expect(channels).toHaveLength(shapes[name].channels);
  const peak = Math.max(...channels.map(loudest));
  expect(20 * Math.log10(peak)).toBeGreaterThan(-6);
  expect(20 * Math.log10(peak)).toBeLessThan(-0.8);
  for (const channel of channels)
    expect(loudest(channel.subarray(-framesOf(0.002)))).toBeLessThan(0.01);
});

it('comes to the same bytes each time, of less than ten megabytes', () => {
  const again = demoSounds();
  for (const name of names) expect(Buffer.compare(again[name], sounds[name])).toBe(0);
  const bytes = names.reduce((sum, name) => sum + sounds[name].length, 0);
  expect(bytes).toBeLessThan(10_000_000);
});

it('the bounce drops at 0:08, in its fifth bar', () => {
  expect(soundTime(dropMs)).toBe('0:08');
  expect(dropMs / barMs).toBeCloseTo(4, 3);
  const [left = new Float32Array()] = heard('louder-bounce');
  const drop = framesOf((4 * barMs) / 1_000);
  const level = (from: number, to: number) => loudest(left.subarray(from, to));
  expect(level(drop, drop + sampleRate)).toBeGreaterThan(2 * level(drop - sampleRate, drop));
});

it('its second version has the kick 2 dB louder, and is the same but for that', () => {
  const [before = new Float32Array()] = heard('bounce');
  const [after = new Float32Array()] = heard('louder-bounce');
  const drop = framesOf((4 * barMs) / 1_000);
  expect(after.subarray(0, drop)).toEqual(before.subarray(0, drop));
  const hit = kick();
  // What is added to one hit, as a share of what was there of it.
  const projected = (sound: Float32Array) =>
    hit.reduce((sum, value, frame) => sum + value * (sound[drop + frame] ?? 0), 0) /
    hit.reduce((sum, value) => sum + value ** 2, 0);
  const difference = after.map((value, frame) => value - (before[frame] ?? 0));
  const added = projected(difference);
  const rest = hit.map((value, frame) => (difference[drop + frame] ?? 0) - added * value);
  expect(loudest(rest)).toBeLessThan(0.001);
  expect(added).toBeCloseTo(0.38 * (10 ** (2 / 20) - 1), 3);
});

it('both versions are about as loud as a rough mix is', () => {
  for (const name of ['bounce', 'louder-bounce'] as const) {
    const channels = heard(name);
    const loudness = createLoudness(sampleRate, [1, 1]);
    loudness.add({ frames: channels[0]?.length ?? 0, channels });
    expect(loudness.integrated()).toBeGreaterThan(-18);
    expect(loudness.integrated()).toBeLessThan(-12);
  }
});
