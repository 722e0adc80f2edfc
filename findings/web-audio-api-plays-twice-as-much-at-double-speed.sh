#!/usr/bin/env bash
# web-audio-api 1.5.6 plays twice as much of a sound as it was told to where it plays at double speed.
#
# The last number of `start(when, offset, duration)` says how much of the recording is played, and not how long that
# takes, by the Web Audio API: a bar of a loop is that bar at any speed. The package stops when that time has gone by.
# At double speed two bars are heard in place of one, at half speed half a bar. At the speed of the recording it is
# right. One would expect the end where node-web-audio-api has it.
#
# What follows for us: a place in a sound is one of the recording, whatever the speed it is played at.
#
#   web-audio-api 1.5.6, node-web-audio-api 2.2.0
#   1 s of a recording from 0.50 s
#   at speed 1: web-audio-api plays to 1.50 s of it, in 1.00 s
#   at speed 1: node-web-audio-api plays to 1.50 s of it, in 1.00 s
#   at speed 2: web-audio-api plays to 2.50 s of it, in 1.00 s
#   at speed 2: node-web-audio-api plays to 1.50 s of it, in 0.50 s
#   at speed 0.5: web-audio-api plays to 1.00 s of it, in 1.00 s
#   at speed 0.5: node-web-audio-api plays to 1.50 s of it, in 2.00 s
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact web-audio-api@1.5.6 node-web-audio-api@2.2.0

cat > show.js <<'JS'
import { readFileSync } from 'node:fs';
import * as rust from 'node-web-audio-api';
import * as script from 'web-audio-api';

const versionOf = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')).version;
console.log(['web-audio-api', 'node-web-audio-api'].map((name) => `${name} ${versionOf(name)}`).join(', '));

const rate = 48_000;
// Every sample of the recording says at what hundredth of a second it stands.
async function last({ OfflineAudioContext }, speed) {
  const context = new OfflineAudioContext(1, 3 * rate, rate);
  const sound = context.createBufferSource();
  const buffer = context.createBuffer(1, 3 * rate, rate);
  buffer.copyToChannel(Float32Array.from({ length: 3 * rate }, (_, at) => 1 + Math.floor((at * 100) / rate)), 0);
  sound.buffer = buffer;
  sound.playbackRate.value = speed;
  sound.connect(context.destination);
  sound.start(0, 0.5, 1);
  const samples = (await context.startRendering()).getChannelData(0);
  const heard = samples.findLastIndex((value) => value !== 0);
  return `to ${(Math.round(samples[heard - 10]) / 100).toFixed(2)} s of it, in ${((heard + 1) / rate).toFixed(2)} s`;
}

console.log('1 s of a recording from 0.50 s');
for (const speed of [1, 2, 0.5]) {
  console.log(`at speed ${speed}: web-audio-api plays ${await last(script, speed)}`);
  console.log(`at speed ${speed}: node-web-audio-api plays ${await last(rust, speed)}`);
}
process.exit();
JS

node show.js | tee seen
diff seen - <<'EXPECTED' || { echo 'It behaves otherwise now: this finding is over.'; exit 1; }
web-audio-api 1.5.6, node-web-audio-api 2.2.0
1 s of a recording from 0.50 s
at speed 1: web-audio-api plays to 1.50 s of it, in 1.00 s
at speed 1: node-web-audio-api plays to 1.50 s of it, in 1.00 s
at speed 2: web-audio-api plays to 2.50 s of it, in 1.00 s
at speed 2: node-web-audio-api plays to 1.50 s of it, in 0.50 s
at speed 0.5: web-audio-api plays to 1.00 s of it, in 1.00 s
at speed 0.5: node-web-audio-api plays to 1.50 s of it, in 2.00 s
EXPECTED
