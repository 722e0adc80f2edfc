/**
 * Every format that is handed out to players, in every engine there is: as long as the server said,
 * movable to a place, and with the pitch and the level that went in. What an engine must not be given is
 * not given to it.
 */
import { readFile } from 'node:fs/promises';
import { firefox, type Page } from '@playwright/test';
import { uuid7 } from '#shared/base/ids.ts';
import { soundRoute } from '#shared/protocol/routes.ts';
import type { Engine } from '#shared/audio/playability.ts';
import type { Sound, Version } from '#shared/workspace/entities.ts';
import { areAllWanted, findFirefox, findWebKit } from '../../scripts/other-browsers.mjs';
import { fileOf, tusClient } from '../protocol/support/tus-client.ts';
import { aiffOf, cafOf, tagOf, joined, wave64Of, wavOf } from '../support/audio-samples.ts';
import { sendCommands, signUpPerson, type TestPerson, type TestServer } from '../support/server.ts';
import { toneOf, toneWav, type ToneLayout } from '../support/tones.ts';
import { person, signIn } from './support/app.ts';
import { expect, test } from './support/fixture.ts';
import { openWebKit } from './support/web-driver.ts';

const tone = { seconds: 2, pitches: [440, 660], level: 0.5 };
const six = { ...tone, pitches: [440, 660, 440, 660, 440, 660] };
const of = (layout: ToneLayout) => toneOf(tone, layout);
const big = { order: 'big', isSigned: true } as const;
const float = { codec: 'pcm-float', bits: 32 } as const;
const fixture = (name: string) => readFile(`tests/fixtures/sounds/${name}`);

const formats: Readonly<Record<string, () => Uint8Array | Promise<Uint8Array>>> = {
  'WAV 8': () => wavOf(of({ bits: 8 })),
  'WAV 16': () => wavOf(of({})),
  'WAV 24 at 96 kHz': () => wavOf(of({ bits: 24, sampleRate: 96_000 })),
  'WAV 32': () => wavOf(of({ bits: 32 }), { isExtensible: true }),
  'WAV of floats': () => wavOf(of(float)),
  'WAV of 64-bit floats': () => wavOf({ codec: 'pcm-float', bits: 64, frames: 88_200 }),
  'WAV mu-law': () => wavOf(of({ codec: 'mulaw' })),
  'WAV A-law': () => wavOf(of({ codec: 'alaw' })),
  'WAV 16, six channels': () => toneWav(six),
  'WAV 24, six channels': () => toneWav(six, { bits: 24 }),
  'WAV that is cut': () => wavOf(of({})).subarray(0, 200_000),
  RF64: () => wavOf(of({ bits: 24 }), { id: 'RF64' }),
  BW64: () => wavOf(of({}), { id: 'BW64' }),
  Wave64: () => wave64Of(of({ bits: 24 })),
  'AIFF 8': () => aiffOf(of({ bits: 8, ...big })),
  'AIFF 16': () => aiffOf(of(big)),
  'AIFF 24': () => aiffOf(of({ bits: 24, ...big })),
  'AIFF-C sowt': () => aiffOf(of({}), { compression: 'sowt' }),
  'AIFF-C fl32': () => aiffOf(of({ ...float, ...big }), { compression: 'fl32' }),
  'CAF 24': () => cafOf(of({ bits: 24, ...big })),
  'CAF 16, low byte first': () => cafOf(of({}), { isLittle: true }),
  FLAC: () => fixture('tone.flac'),
  'FLAC behind a tag': async () => joined(tagOf(3_000_000), await fixture('tone.flac')),
  MP3: () => fixture('tone.mp3'),
  'MP3 without Xing': () => fixture('tone-without-xing.mp3'),
  'Ogg Vorbis': () => fixture('tone.ogg'),
  'Ogg Opus': () => fixture('tone.opus'),
  AAC: () => fixture('tone.m4a'),
};

interface Given {
  readonly format: string;
  readonly versionId: string;
  readonly sound: Sound;
}

/** All formats, as files of a track of theirs. */
async function share(server: TestServer, name: string) {
  const ana = await signUpPerson(server.url, name);
  const trackId = uuid7(Date.now());
  await sendCommands(server.url, ana, ['track.create.v1', { trackId, title: 'Midnight Drive' }]);
  const client = tusClient(server.url, ana);
  const sent = new Map<string, string>();
  for (const [format, make] of Object.entries(formats)) {
    const bytes = await make();
    const file = fileOf(trackId, bytes, { name: format });
    await client.create(file);
    await client.patch(file.versionId, 0, bytes);
    await expect.poll(async () => (await client.state(file.versionId)).said?.state).toBe('done');
    sent.set(file.versionId, format);
  }
  const answer = await fetch(`${server.url}/api/changes?after=0`, {
    headers: { cookie: ana.cookie },
  });
  const text = await answer.text();
  const given = versionsIn(JSON.parse(text)).flatMap(({ id, sound }): Given[] => {
    const format = sent.get(id);
    return format === undefined || !sound ? [] : [{ format, versionId: id, sound }];
  });
  expect(given).toHaveLength(sent.size);
  return { ana, given };
}

/** Wherever they lie in an answer. */
function versionsIn(value: unknown): Version[] {
  if (Array.isArray(value)) return value.flatMap(versionsIn);
  if (typeof value !== 'object' || value === null) return [];
  if ('sha256' in value && 'number' in value) return [value as Version];
  return Object.values(value).flatMap(versionsIn);
}

interface Heard {
  readonly error: number | null;
  readonly seconds: number;
  /** Where it was after it was told to be at 1.25 s. */
  readonly at: number;
  readonly hasPlayed: boolean;
  /** Of left and right, where it has two channels at most. */
  readonly pitches: readonly number[];
  readonly levels: readonly number[];
}

/** Runs in the page, as the body of an async function. */
const hear = (url: string, isDecoded: boolean) => `
  const audio = new Audio();
  audio.muted = true;
  const bound = (work, what) => Promise.race([
    work,
    new Promise((_, reject) => setTimeout(() => reject(new Error(what)), 20000)),
  ]);
  const event = (...names) => bound(new Promise((resolve) => {
    for (const name of [...names, 'error']) audio.addEventListener(name, resolve, { once: true });
  }), names[0] + ' of ' + audio.src);
  const heard = { error: null, seconds: 0, at: 0, hasPlayed: false, pitches: [], levels: [] };
  const loaded = event('canplay');
  audio.src = ${JSON.stringify(url)};
  audio.load();
  await loaded;
  if (audio.error) return { ...heard, error: audio.error.code };
  heard.seconds = audio.duration;
  const arrived = event('seeked');
  audio.currentTime = 1.25;
  await arrived;
  heard.at = audio.currentTime;
  const moved = bound(new Promise((resolve) => {
    audio.addEventListener('error', resolve);
    audio.addEventListener('timeupdate', () => { if (audio.currentTime > 1.3) resolve(); });
    audio.addEventListener('ended', resolve);
  }), 'playing of ' + audio.src);
  await bound(audio.play(), 'play() of ' + audio.src);
  await moved;
  heard.hasPlayed = audio.error === null && audio.currentTime > 1.3;
  audio.removeAttribute('src');
  audio.load();
  if (!${String(isDecoded)}) return heard;
  const bytes = await (await fetch(${JSON.stringify(url)})).arrayBuffer();
  const context = new OfflineAudioContext(1, 1, 48000);
  const buffer = await new Promise((resolve, reject) => context.decodeAudioData(bytes, resolve, reject));
  for (let channel = 0; channel < buffer.numberOfChannels; channel += 1) {
    const from = Math.round(buffer.sampleRate * 0.5);
    const part = buffer.getChannelData(channel).subarray(from, from + buffer.sampleRate / 2);
    let crossings = 0;
    let energy = 0;
    for (let index = 1; index < part.length; index += 1) {
      if (part[index - 1] < 0 && part[index] >= 0) crossings += 1;
      energy += part[index] ** 2;
    }
    heard.pitches.push(crossings * 2);
    heard.levels.push(Math.sqrt((2 * energy) / part.length));
  }
  return heard;`;

/** Lengths that an engine makes up; the product shows, and ends at, the one that the server read. */
const isMadeUp = (format: string, engine: Engine) =>
  format === 'MP3 without Xing' || (format.startsWith('MP3') && engine === 'webkit');

/** Not to be moved in before it was heard to its end; the player says so. */
const isFixed = (format: string, engine: Engine) =>
  format === 'MP3 without Xing' && engine === 'webkit';

/** Whether it plays hangs on what the system brings along; then the element says no. */
const isDoubtful = (format: string) => format === 'AAC';

async function expectAllHeard(
  engine: Engine,
  given: readonly Given[],
  evaluate: (script: string) => Promise<unknown>,
): Promise<void> {
  const withheld: string[] = [];
  for (const { format, versionId, sound } of given) {
    if (sound.obstacles?.[engine] !== undefined) {
      withheld.push(`${format}: ${sound.obstacles[engine]}`);
      continue;
    }
    const isDecoded = (sound.channels ?? 2) <= 2;
    const heard = (await evaluate(hear(soundRoute(versionId), isDecoded)).catch(
      (error: unknown) => {
        throw new Error(`${format}: ${String(error)}`);
      },
    )) as Heard;
    if (isDoubtful(format) && heard.error !== null) continue;
    const { seconds } = sound;
    expect.soft({ format, error: heard.error, hasPlayed: heard.hasPlayed }).toEqual({
      format,
      error: null,
      hasPlayed: seconds === null || seconds > 1.3,
    });
    if (seconds !== null && !isMadeUp(format, engine)) {
      expect.soft(Math.abs(heard.seconds - seconds), `${format}: how long`).toBeLessThan(0.1);
    }
    const place = Math.min(1.25, seconds ?? 2);
    if (!isFixed(format, engine))
      expect.soft(Math.abs(heard.at - place), `${format}: where`).toBeLessThan(0.1);
    if (!isDecoded || (seconds ?? 2) < 1) continue;
    for (const [channel, pitch] of tone.pitches.entries()) {
      const which = `${format}, channel ${channel}`;
      expect.soft(Math.abs((heard.pitches[channel] ?? 0) - pitch), which).toBeLessThan(8);
      expect.soft(Math.abs((heard.levels[channel] ?? 0) - tone.level), which).toBeLessThan(0.04);
    }
  }
  expect(withheld).toEqual(
    engine === 'firefox'
      ? ['WAV of 64-bit floats: float-64', 'WAV 24, six channels: frame-size']
      : ['WAV of 64-bit floats: float-64'],
  );
}

/** The track is there, so nothing moves the page any more. */
async function enter(page: Page, { name, email }: TestPerson): Promise<void> {
  await signIn(page, { ...person(name), email });
  await expect(page.getByRole('link', { name: 'Midnight Drive' })).toBeVisible();
}

test('AU11 AU12 Chromium hears every format as it is', async ({ device, server }) => {
  const { ana, given } = await share(server, 'Ana Reyes');
  const { page } = await device();
  await enter(page, ana);
  await expectAllHeard('chromium', given, (script) =>
    page.evaluate(`(async () => { ${script} })()`),
  );
});

test('AU11 AU12 Firefox hears every format that it is given as it is', async ({ server }) => {
  const executablePath = findFirefox();
  test.skip(executablePath === undefined && !areAllWanted, 'Firefox is not here');
  const { ana, given } = await share(server, 'Ana Reyes');
  const browser = await firefox.launch({
    channel: 'moz-firefox',
    ...(executablePath && { executablePath }),
  });
  try {
    const page = await browser.newPage({ baseURL: server.url });
    await enter(page, ana);
    await expectAllHeard('firefox', given, (script) =>
      page.evaluate(`(async () => { ${script} })()`),
    );
  } finally {
    await browser.close();
  }
});

test('AU11 AU12 WebKitGTK hears every format that it is given as it is', async ({ server }) => {
  const programs = findWebKit();
  test.skip(programs === undefined && !areAllWanted, 'WebKitGTK is not here');
  if (!programs) throw new Error('WebKitGTK is wanted and not here.');
  const { ana, given } = await share(server, 'Ana Reyes');
  const webKit = await openWebKit(programs);
  try {
    await webKit.open(`${server.url}/sign-in`);
    await webKit.fill('E-mail', ana.email);
    await webKit.fill('Password', 'correct horse battery');
    await webKit.press('Sign in');
    await expect
      .poll(() => webKit.evaluate(`return document.body.innerText`))
      .toContain('Midnight Drive');
    await expectAllHeard('webkit', given, webKit.evaluate);
  } finally {
    await webKit.close();
  }
});
