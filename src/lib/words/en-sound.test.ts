import { expect, it } from 'vitest';
import type { Sound } from '#shared/workspace/entities.ts';
import { soundWords } from './en-sound.ts';

const wav: Sound = {
  format: 'riff',
  seconds: 191.6,
  sampleRate: 44_100,
  bitsPerSample: 24,
  channels: 2,
  fault: null,
};

it('says a sound as its maker would', () => {
  expect(soundWords(wav)).toEqual({
    facts: 'WAV · 24-bit · 44.1 kHz · Stereo · 3:12',
    fault: null,
  });
});

it.each([
  [0, '0:00'],
  [0.01, '0:01'],
  [59.6, '1:00'],
  [3_599.7, '1:00:00'],
  [36_061, '10:01:01'],
])('%s seconds are %s', (seconds, words) => {
  expect(soundWords({ ...wav, seconds }).facts).toContain(`Stereo · ${words}`);
});

it('leaves out what is not known, and passes over a format that is new', () => {
  const rest = {
    seconds: null,
    sampleRate: null,
    bitsPerSample: null,
    channels: null,
    fault: null,
  };
  expect(soundWords({ ...rest, format: 'ableton-live' }).facts).toBe('Ableton Live');
  expect(soundWords({ ...rest, format: 'of tomorrow' }).facts).toBe('');
});

it('says what is wrong with it', () => {
  expect(soundWords({ ...wav, channels: 6, fault: 'cut' })).toEqual({
    facts: 'WAV · 24-bit · 44.1 kHz · 6 channels · 3:12',
    fault: 'Cut off: the file ends before its sound does',
  });
});
