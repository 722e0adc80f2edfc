import { expect, it } from 'vitest';
import type { PlayerState } from '#lib/ports/player.ts';
import type { File, Sound, Version } from '#shared/workspace/entities.ts';
import { obstacleTo } from '#shared/workspace/playable.ts';
import { cueFor, momentHeard } from './heard.ts';

const sound: Sound = {
  format: 'riff',
  seconds: 90,
  sampleRate: 48_000,
  bitsPerSample: 24,
  channels: 6,
  fault: null,
  obstacles: { firefox: 'frame-size' },
};
const version: Version = {
  id: 'v2',
  number: 2,
  size: 9,
  sha256: '',
  addedById: 'ana',
  addedByName: 'Ana Reyes',
  addedAt: 1,
  note: '',
  removedAt: null,
  sound,
};
const file: File = {
  id: 'f1',
  trackId: 't1',
  name: 'Bounce.wav',
  createdAt: 1,
  versions: [{ ...version, id: 'v1', number: 1, removedAt: 5 }, version],
  removedAt: null,
};
const place = (versionId: string) => ({ fileId: 'f1', versionId, from: 83_250 });

it('IN14 a sound is given to the engines that play it, and to no other', () => {
  expect(obstacleTo(version, 'chromium')).toBeNull();
  expect(obstacleTo(version, 'firefox')).toBe('frame-size');
  const { obstacles: _, ...unread } = sound;
  expect(obstacleTo({ ...version, sound: unread }, 'chromium')).toBe('unread');
  expect(obstacleTo({ removedAt: null }, 'chromium')).toBeUndefined();
  expect(obstacleTo({ ...version, removedAt: 5 }, 'chromium')).toBeUndefined();
});

it('IN14 a link leads to that second of that version, never to another', () => {
  expect(cueFor(place('v2'), [file], 'Midnight Drive', 'chromium')).toEqual({
    sound: {
      versionId: 'v2',
      fileId: 'f1',
      trackId: 't1',
      name: 'Bounce.wav',
      number: 2,
      trackTitle: 'Midnight Drive',
      seconds: 90,
    },
    at: 83.25,
  });
  for (const gone of ['v1', 'v9']) {
    expect(cueFor(place(gone), [file], 'Midnight Drive', 'chromium')).toBeNull();
  }
  expect(cueFor(place('v2'), [file], 'Midnight Drive', 'firefox')).toBeNull();
});

it('CM40 a comment is about where the player stands, in its own track', () => {
  const cue = cueFor(place('v2'), [file], 'Midnight Drive', 'chromium');
  if (!cue) throw new Error('It can be heard.');
  const state: PlayerState = { ...cue, seconds: 90, status: 'paused', fault: null, isFixed: false };
  const moment = { name: 'Bounce.wav', number: 2, to: null, ...place('v2') };
  expect(momentHeard(state, 't1')).toEqual(moment);
  expect(momentHeard(state, 't2')).toBeNull();
  expect(momentHeard(null, 't1')).toBeNull();
  expect(momentHeard({ ...state, status: 'failed', fault: 'gone' }, 't1')).toBeNull();
});
