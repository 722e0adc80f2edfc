#!/usr/bin/env bash
# Chromium 153: a sound that one page had a part of from the server is not played from a service worker's
# own answer, though both are of the page's origin.
#
# A worker that keeps a sound answers its ranges with 206 from what it holds. An element that begins after
# the worker has taken over plays it. Where the same page has played it from the server before, the next
# element joins what it holds of that address already with what the worker answers, and gives up with an
# error of reading, which an application can only take for a broken file. Both answers have the same bytes,
# the same length and the same type, and nothing on the way is of another origin. An element that asks with
# crossOrigin="anonymous" plays on.
#
# What follows for us: the element of the player asks so (src/lib/platform/player.ts), and a test plays a
# sound from the server, keeps it, and plays it from here on one page (tests/e2e/kept.spec.ts).
#
#   Chromium 153.0.8010.0
#   crossOrigin null: from the server seeked; from a worker, on the same page PipelineStatus::PIPELINE_ERROR_READ: FFmpegDemuxer: data source error
#   crossOrigin anonymous: from the server seeked; from a worker, on the same page seeked
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export TMPDIR=$folder # the browser is unpacked there
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact \
  @sparticuz/chromium@153.0.0 playwright-core@1.64.1

cat > show.js <<'JS'
import { once } from 'node:events';
import { createServer } from 'node:http';
import binary from '@sparticuz/chromium';
import { chromium } from 'playwright-core';

const rate = 44_100;
const frames = rate * 60;
const wav = Buffer.alloc(44 + frames * 2);
wav.write('RIFF', 0); wav.writeUInt32LE(36 + frames * 2, 4); wav.write('WAVEfmt ', 8);
wav.writeUInt32LE(16, 16); wav.writeUInt16LE(1, 20); wav.writeUInt16LE(1, 22);
wav.writeUInt32LE(rate, 24); wav.writeUInt32LE(rate * 2, 28); wav.writeUInt16LE(2, 32); wav.writeUInt16LE(16, 34);
wav.write('data', 36); wav.writeUInt32LE(frames * 2, 40);
for (let at = 0; at < frames; at += 1) wav.writeInt16LE(Math.round(9_000 * Math.sin(at / 16)), 44 + at * 2);

const worker = `
let bytes = null;
const body = async () => (bytes ??= await (await fetch('/whole')).arrayBuffer());
addEventListener('install', () => skipWaiting());
addEventListener('message', async ({ data, source }) => { await body(); source.postMessage('ready'); });
addEventListener('activate', (event) => event.waitUntil(clients.claim()));
addEventListener('fetch', (event) => {
  if (!event.request.url.endsWith('/sound') || bytes === null) return;
  const [, from, to] = /bytes=(\\d+)-(\\d*)/.exec(event.request.headers.get('range') ?? 'bytes=0-');
  const end = to === '' ? bytes.byteLength - 1 : Number(to);
  event.respondWith(new Response(bytes.slice(Number(from), end + 1), { status: 206, headers: {
    'content-type': 'audio/wav', 'accept-ranges': 'bytes',
    'content-length': String(end + 1 - Number(from)),
    'content-range': 'bytes ' + from + '-' + end + '/' + bytes.byteLength } }));
});`;
const server = createServer((request, response) => {
  if (request.url === '/worker.js') return void response.setHeader('content-type', 'text/javascript').end(worker);
  if (request.url === '/whole') return void response.end(wav);
  if (request.url !== '/sound') return void response.setHeader('content-type', 'text/html').end('<p>');
  const [, from = '0', to = ''] = /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? '') ?? [];
  const end = to === '' ? wav.length - 1 : Number(to);
  response.writeHead(206, { 'content-type': 'audio/wav', 'accept-ranges': 'bytes',
    'content-length': end + 1 - Number(from), 'content-range': `bytes ${from}-${end}/${wav.length}` });
  response.end(wav.subarray(Number(from), end + 1));
}).listen(0, '127.0.0.1');
await once(server, 'listening');
const url = `http://localhost:${server.address().port}/`;
const executablePath = await binary.executablePath();
for (const mode of [null, 'anonymous']) {
  const browser = await chromium.launch({ executablePath, args: binary.args });
  if (mode === null) console.log(`Chromium ${browser.version()}`);
  const page = await browser.newPage();
  await page.goto(url);
  const seen = await page.evaluate(async (crossOrigin) => {
    const play = async (at) => {
      const audio = new Audio();
      audio.muted = true;
      audio.crossOrigin = crossOrigin;
      const said = Promise.withResolvers();
      for (const name of ['seeked', 'error']) audio.addEventListener(name, () => said.resolve(audio.error?.message ?? name));
      audio.addEventListener('loadedmetadata', () => { audio.currentTime = at; });
      audio.src = '/sound';
      audio.load();
      return said.promise;
    };
    const fromServer = await play(5);
    await navigator.serviceWorker.register('/worker.js');
    const { active, installing, waiting } = await navigator.serviceWorker.ready;
    if (!navigator.serviceWorker.controller) await new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true }));
    const ready = new Promise((resolve) => navigator.serviceWorker.addEventListener('message', resolve, { once: true }));
    navigator.serviceWorker.controller.postMessage('load');
    await ready;
    return { fromServer, fromWorker: await play(50) };
  }, mode);
  await browser.close();
  console.log(`crossOrigin ${mode}: from the server ${seen.fromServer}; from a worker, on the same page ${seen.fromWorker}`);
}
server.close();
JS

node show.js | tee seen
diff seen - <<'EXPECTED' || { echo 'It behaves otherwise now: this finding is over.'; exit 1; }
Chromium 153.0.8010.0
crossOrigin null: from the server seeked; from a worker, on the same page PipelineStatus::PIPELINE_ERROR_READ: FFmpegDemuxer: data source error
crossOrigin anonymous: from the server seeked; from a worker, on the same page seeked
EXPECTED
