import { expect, it } from 'vitest';
import { readBytes, wavOf } from '../../tests/support/audio-samples.ts';
import { soundOf } from './sound-of.ts';

const of = (bytes: Uint8Array, name = 'a.wav') => soundOf(readBytes(bytes, name).facts);
const everywhere = (reason: string) => ({ chromium: reason, firefox: reason, webkit: reason });
const untold = { seconds: null, sampleRate: null, bitsPerSample: null, channels: null };
const letters = (text: string) => new TextEncoder().encode(text);

it('FI12 a sound without a frame is empty, not cut', () => {
  expect(of(wavOf({ frames: 0 }))).toMatchObject({ seconds: 0, fault: 'empty' });
});

it('FI12 a broken one says no length', () => {
  const broken = letters('RIFF\u0024\u0000\u0000\u0000WAVE');
  expect(of(broken)).toEqual({
    ...untold,
    format: 'riff',
    fault: 'broken',
    obstacles: everywhere('broken'),
  });
});

it('FI12 a project is known by its program', () => {
  expect(of(letters('<REAPER_PROJECT 0.1'), 'Song.rpp')).toEqual({
    ...untold,
    format: 'reaper',
    fault: null,
    obstacles: everywhere('no-sound'),
  });
});

it('FI12 of what nobody knows nothing is said', () => {
  expect(of(letters('Dear diary'), 'Notes.wav')).toBeNull();
});

it('AU11 FI12 says for each engine why it is not given a sound', () => {
  expect(of(wavOf({}))?.obstacles).toEqual({});
  expect(of(wavOf({ codec: 'pcm-float', bits: 64 }))?.obstacles).toEqual(everywhere('float-64'));
  expect(of(wavOf({ bits: 24, channels: 6 }))?.obstacles).toEqual({ firefox: 'frame-size' });
});
