/** Waveforms are handed out over real sockets, of real files, to whoever may have the file. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as v from 'valibot';
import { waveformPath, waveformSchema } from '#shared/protocol/waveform.ts';
import { wavOf } from '../support/audio-samples.ts';
import { signUpPerson } from '../support/server.ts';
import { soundFile } from '../support/sound-files.ts';
import { openFilesStudio, type FilesStudio } from './support/files-studio.ts';
import type { SentFile } from './support/tus-client.ts';

let studio: FilesStudio;
let mix: SentFile;
const wav = wavOf({ frames: 44_100 });

beforeAll(async () => {
  studio = await openFilesStudio();
  mix = await studio.send(wav);
});
afterAll(() => studio.server.dispose());

const ask = (id: string, { cookie }: { readonly cookie: string } = studio.ana) =>
  fetch(`${studio.server.url}${waveformPath(id)}`, { headers: { cookie } });

it('FI21 hands out the waveform of a sound, and lets nothing keep it', async () => {
  const answer = await ask(mix.versionId);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('application/json');
  expect(answer.headers.get('cache-control')).toBe('private, no-store');
  const waveform = v.parse(waveformSchema, await answer.json());
  expect(waveform.seconds).toBe(1);
  expect(waveform.peaks.length).toBeGreaterThanOrEqual(1_000);
  expect(waveform.peaks.every((peak) => peak > 0)).toBe(true);
  expect(waveform.loudness).toBeCloseTo(2.4, 1);
});

it.each([
  ['joint.mp3', 0.3],
  ['music.ogg', 0.3],
  ['music.opus', 0.3],
  ['stereo-16.flac', 1_608 / 44_100],
])('FI21 hands out the waveform of %s', async (name, seconds) => {
  const { versionId } = await studio.send(soundFile(name), { name });
  const answer = await ask(versionId);
  expect(answer.status).toBe(200);
  const waveform = v.parse(waveformSchema, await answer.json());
  expect(waveform.seconds).toBeCloseTo(seconds, 6);
  expect(Math.max(...waveform.peaks)).toBeGreaterThan(60);
});

it('FI21 has nothing of bytes that are no sound within, and serves on', async () => {
  const bytes = soundFile('joint.mp3').map((byte, at) => (at > 500 && at % 3 === 0 ? ~byte : byte));
  const { versionId } = await studio.send(bytes, { name: 'Hostile.mp3' });
  expect([200, 204]).toContain((await ask(versionId)).status);
  expect((await ask(mix.versionId)).status).toBe(200);
  expect(studio.server.log()).not.toContain('fault');
});

it('FI20 has made it before anybody asks', async () => {
  const { sha256 } = await studio.send(wavOf({ frames: 500 }), { name: 'Snare.wav' });
  const kept = join(studio.server.dataDir, 'waveforms', sha256.slice(0, 2), `${sha256}.json`);
  await expect.poll(() => existsSync(kept), { interval: 5, timeout: 60_000 }).toBe(true);
});

it('FI21 answers with nothing where there is nothing to be heard', async () => {
  const lyrics = await studio.send(new TextEncoder().encode('la la la'), { name: 'Lyrics.txt' });
  const answer = await ask(lyrics.versionId);
  expect([answer.status, await answer.text()]).toEqual([204, '']);
  expect(answer.headers.get('cache-control')).toBe('private, no-store');
  const empty = await studio.send(wavOf({ frames: 0 }), { name: 'Empty.wav' });
  expect((await ask(empty.versionId)).status).toBe(204);
});

it('FI21 gives nothing to whoever may not have the file, nor of what is none', async () => {
  const ben = await signUpPerson(studio.server.url, 'Ben Okafor');
  expect((await ask(mix.versionId, ben)).status).toBe(404);
  expect((await ask(mix.versionId, { cookie: '' })).status).toBe(401);
  expect((await ask(mix.fileId)).status).toBe(404);
  expect((await ask('no-id')).status).toBe(404);
  studio.rules.add(ben.userId, studio.trackId);
  expect((await ask(mix.versionId, ben)).status).toBe(200);
  studio.rules.remove(ben.userId, studio.trackId);
  expect((await ask(mix.versionId, ben)).status).toBe(404);
});
