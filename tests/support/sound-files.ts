/**
 * Sounds that other programs have encoded, a few kilobytes each, so that decoders are not tested against
 * an encoder of our own.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readBy } from '#shared/audio/decode/read-at.ts';
import { soundReading } from '#shared/audio/read-sound.ts';
import type { SoundFacts } from '#shared/audio/sound.ts';
import { readerOf } from './sample-blocks.ts';

const folder = join(import.meta.dirname, '../fixtures/sounds');

export const soundFile = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(join(folder, name)));

export const factsOf = (bytes: Uint8Array): SoundFacts =>
  readBy(soundReading(bytes.length, ''), readerOf(bytes));
