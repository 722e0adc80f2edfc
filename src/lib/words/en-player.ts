/** What is said around playing, in English. */
import { isolated } from '#shared/words/isolated.ts';
import { clockTime } from '#shared/words/sound-time.ts';
import type { PlayerFault } from '#lib/ports/player.ts';

/** Keyed by the reasons of `shared/audio/playability.ts`, and `unread`; what a person reads elsewhere has no words here. */
const obstacles: Readonly<Record<string, string>> = {
  codec: 'Not every browser plays this format: download it to listen',
  'float-64': 'Browsers play 64-bit floats as noise: download it to listen',
  'sample-format': 'Browsers do not play samples of this kind: download it to listen',
  'flac-32-bit': 'This browser does not play FLAC of 32 bits: download it to listen',
  channels: 'Browsers do not play so many channels: download it to listen',
  'frame-size': 'This browser mixes up channels at this depth: download it to listen',
  'too-large': 'Too large for a player: download it to listen',
  unread: 'Its format was not read yet: add it again to hear it here',
};

const faults: Readonly<Record<PlayerFault, string>> = {
  unreachable: 'The server could not be reached, and this sound is not on this device.',
  'signed-out': 'Sign in again to hear it.',
  gone: 'This sound was removed, or you are no longer on the track.',
  'not-played': 'This browser does not play it. Download it to listen.',
  'no-output': 'This device has no sound output at the moment.',
  silent: 'Nothing has come for a while.',
};

/** The second that has begun. */
const positionWords = (seconds: number) => clockTime(Math.floor(seconds));

export const playerWords = {
  title: 'Player',
  playOrPause: (name: string, isGoing: boolean) =>
    `${isGoing ? 'Pause' : 'Play'} ${isolated(name)}`,
  position: (name: string) => `Position in ${isolated(name)}`,
  positionOf: (at: number, seconds: number | null) =>
    seconds === null ? positionWords(at) : `${positionWords(at)} of ${positionWords(seconds)}`,
  time: positionWords,
  playVersion: (number: number) => `Play v${number}`,
  older: (number: number) => `This is v${number}, not the newest.`,
  close: 'Close the player',
  loudness: (lufs: number) => `${lufs.toFixed(1).replace('-', '−')} LUFS`,
  retry: 'Try again',
  fixed: 'Something on this network does not let the sound be moved in.',
  fault: (fault: PlayerFault) => faults[fault],
  /** @returns null where other words say it already */
  obstacle: (reason: string) => obstacles[reason] ?? null,
};
