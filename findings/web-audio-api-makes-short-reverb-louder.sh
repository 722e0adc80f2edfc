#!/usr/bin/env bash
# web-audio-api 1.5.6 makes reverb louder than browsers do, the more so the shorter the room is.
#
# A convolver brings the recording of a room to a fixed loudness before it is used, unless `normalize` is off, and the
# Web Audio API says how: divided by the square root of its mean power, times 0.00125 at 44,100 Hz. The package
# divides by the root of the sum of the power of all samples instead, so that the level depends on the length: a room
# of a second is 12 dB too loud, one of a hundredth, a speaker or a guitar cabinet, 32 dB. With `normalize` off both
# agree. A mix that was balanced in a browser comes out as reverb. One would expect the level of the standard,
# as node-web-audio-api has it.
#
# What follows for us: what is heard is what the browser plays; if a sound is rendered elsewhere one day, its level is
# compared with that of a browser.
#
#   web-audio-api 1.5.6, node-web-audio-api 2.2.0
#   a room of 0.01 s, by the standard changed by -53.3 dB
#     web-audio-api: -21.6 dB, with normalize off 0.0 dB
#     node-web-audio-api: -53.3 dB, with normalize off 0.0 dB
#   a room of 0.1 s, by the standard changed by -53.3 dB
#     web-audio-api: -31.7 dB, with normalize off 0.0 dB
#     node-web-audio-api: -53.3 dB, with normalize off 0.0 dB
#   a room of 1 s, by the standard changed by -53.3 dB
#     web-audio-api: -41.7 dB, with normalize off 0.0 dB
#     node-web-audio-api: -53.3 dB, with normalize off 0.0 dB
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

const rate = 44_100;
// A room of noise that is made anew in the same way every time.
let state = 1;
const noise = () => (state = (state * 48_271) % 2_147_483_647) / 1_073_741_824 - 1;

// A click of one sample through the room is the room itself, so the first sample says by how much it was changed.
async function factor({ ConvolverNode, OfflineAudioContext }, room, disableNormalization) {
  const context = new OfflineAudioContext(1, 128, rate);
  const click = context.createBufferSource();
  const one = context.createBuffer(1, 1, rate);
  one.copyToChannel(Float32Array.of(1), 0);
  click.buffer = one;
  const buffer = context.createBuffer(1, room.length, rate);
  buffer.copyToChannel(room, 0);
  const convolver = new ConvolverNode(context, { buffer, disableNormalization });
  click.connect(convolver).connect(context.destination);
  click.start();
  return (await context.startRendering()).getChannelData(0)[0] / room[0];
}

for (const seconds of [0.01, 0.1, 1]) {
  const room = Float32Array.from({ length: seconds * rate }, noise);
  const power = room.reduce((sum, value) => sum + value * value, 0) / room.length;
  const decibels = (value) => `${(20 * Math.log10(Math.abs(value))).toFixed(1)} dB`;
  console.log(`a room of ${seconds} s, by the standard changed by ${decibels(0.00125 / Math.sqrt(power))}`);
  for (const [name, api] of [['web-audio-api', script], ['node-web-audio-api', rust]]) {
    const off = decibels(await factor(api, room, true)).replace('-0.0', '0.0');
    console.log(`  ${name}: ${decibels(await factor(api, room, false))}, with normalize off ${off}`);
  }
}
process.exit();
JS

node show.js | tee seen
diff seen - <<'EXPECTED' || { echo 'It behaves otherwise now: this finding is over.'; exit 1; }
web-audio-api 1.5.6, node-web-audio-api 2.2.0
a room of 0.01 s, by the standard changed by -53.3 dB
  web-audio-api: -21.6 dB, with normalize off 0.0 dB
  node-web-audio-api: -53.3 dB, with normalize off 0.0 dB
a room of 0.1 s, by the standard changed by -53.3 dB
  web-audio-api: -31.7 dB, with normalize off 0.0 dB
  node-web-audio-api: -53.3 dB, with normalize off 0.0 dB
a room of 1 s, by the standard changed by -53.3 dB
  web-audio-api: -41.7 dB, with normalize off 0.0 dB
  node-web-audio-api: -53.3 dB, with normalize off 0.0 dB
EXPECTED
