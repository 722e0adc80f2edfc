/** Files of a track with versions that can be played, for tests of what is kept of them. */
import type { File, Version } from '#shared/workspace/entities.ts';

const at = Date.UTC(2026, 10, 24, 10);

export const versionOf = (id: string, version: Partial<Version> = {}): Version => ({
  id,
  number: 1,
  size: 100,
  sha256: 'ab'.repeat(32),
  addedById: 'ben',
  addedByName: 'Ben Okafor',
  addedAt: at,
  note: '',
  removedAt: null,
  sound: {
    format: 'riff',
    seconds: 2,
    sampleRate: 48_000,
    bitsPerSample: 16,
    channels: 2,
    fault: null,
    obstacles: {},
  },
  ...version,
});

export const fileOf = (
  id: string,
  versions: readonly Version[],
  file: Partial<File> = {},
): File => ({
  id,
  trackId: 't1',
  name: `${id}.wav`,
  createdAt: at,
  versions: [...versions],
  removedAt: null,
  ...file,
});
