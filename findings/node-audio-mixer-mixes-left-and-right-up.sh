#!/usr/bin/env bash
# node-audio-mixer 1.3.7 mixes left and right up where an input has another sample rate than the mix.
#
# An input says its rate and its channels, and is brought to those of the mixer. Samples of left and right take turns
# in such a stream; the package takes them for a row of one channel when it changes the rate. Halved, every second
# sample goes, so that the left is on both sides and the right is gone. Doubled, each comes twice in a row: a sound on
# the left only comes from both sides, and from 44,100 to 48,000 Hz the sides change places 7,800 times a second. One
# channel is right, and so are two at one rate. One would expect left on the left.
#
# What follows for us: nothing of ours changes a sample rate; what reads samples is tested with another sound on
# either side.
#
#   node-audio-mixer 1.3.7
#   44100 to 44100 Hz: of 4410 frames 4410 have the sound on the left and 0 on the right
#   44100 to 48000 Hz: of 4800 frames 2400 have the sound on the left and 2400 on the right
#   44100 to 88200 Hz: of 8820 frames 4410 have the sound on the left and 4410 on the right
#   44100 to 22050 Hz: of 2205 frames 2205 have the sound on the left and 2205 on the right
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact node-audio-mixer@1.3.7

cat > show.js <<'JS'
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { AudioMixer } from 'node-audio-mixer';

const { version } = JSON.parse(readFileSync('node_modules/node-audio-mixer/package.json', 'utf8'));
console.log(`node-audio-mixer ${version}`);

async function mixed(from, to, frames) {
  const format = { bitDepth: 16, channels: 2, endianness: 'LE' };
  const mixer = new AudioMixer({ ...format, sampleRate: to, autoClose: true });
  const parts = [];
  mixer.on('data', (part) => parts.push(part));
  mixer.createAudioInput({ ...format, sampleRate: from }).end(Buffer.from(Int16Array.from(frames.flat()).buffer));
  await once(mixer, 'end');
  const bytes = Buffer.concat(parts);
  const both = (at) => [bytes.readInt16LE(at), bytes.readInt16LE(at + 2)];
  return Array.from({ length: bytes.length / 4 }, (_, frame) => both(frame * 4));
}

// 1,000 on the left all the time, and nothing on the right.
const sound = Array.from({ length: 4_410 }, () => [1_000, 0]);
for (const [from, to] of [[44_100, 44_100], [44_100, 48_000], [44_100, 88_200], [44_100, 22_050]]) {
  const frames = await mixed(from, to, sound);
  const loud = (side) => frames.filter((frame) => frame[side] === 1_000).length;
  const said = `of ${frames.length} frames ${loud(0)} have the sound on the left and ${loud(1)} on the right`;
  console.log(`${from} to ${to} Hz: ${said}`);
}
JS

node show.js | tee seen
diff seen - <<'EXPECTED' || { echo 'It behaves otherwise now: this finding is over.'; exit 1; }
node-audio-mixer 1.3.7
44100 to 44100 Hz: of 4410 frames 4410 have the sound on the left and 0 on the right
44100 to 48000 Hz: of 4800 frames 2400 have the sound on the left and 2400 on the right
44100 to 88200 Hz: of 8820 frames 4410 have the sound on the left and 4410 on the right
44100 to 22050 Hz: of 2205 frames 2205 have the sound on the left and 2205 on the right
EXPECTED
