#!/usr/bin/env bash
# node-web-audio-api 2.2.0 lets only the left channel of a stereo sound move a parameter.
#
# What is connected to a parameter is mixed down to mono first, by the Web Audio API: half of left and right each. That
# is how a filter follows a loop, or a bass ducks under a kick. The package takes the left channel as it is: a stereo
# sound of 1 and 0.5 moves a gain by 1 and not by 0.75, and what is on the right only moves nothing. With a gain
# between that is told to mix to mono the package itself comes to 0.75. One would expect the same without.
#
# What follows for us: the outline and the loudness of a sound are reckoned from all of its channels by our own code
# (src/shared/audio).
#
#   node-web-audio-api 2.2.0
#   left 1, right 1: a gain of 0 becomes 1; by the standard 1, with a mono gain between 1
#   left 1, right 0.5: a gain of 0 becomes 1; by the standard 0.75, with a mono gain between 0.75
#   left 1, right 0: a gain of 0 becomes 1; by the standard 0.5, with a mono gain between 0.5
#   left 0, right 1: a gain of 0 becomes 0; by the standard 0.5, with a mono gain between 0.5
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact node-web-audio-api@2.2.0

cat > show.js <<'JS'
import { readFileSync } from 'node:fs';
import { GainNode, OfflineAudioContext } from 'node-web-audio-api';

const { version } = JSON.parse(readFileSync('node_modules/node-web-audio-api/package.json', 'utf8'));
console.log(`node-web-audio-api ${version}`);

async function moved(left, right, mixedBefore) {
  const context = new OfflineAudioContext(1, 1_000, 48_000);
  const sound = context.createBufferSource();
  const buffer = context.createBuffer(2, 1_000, 48_000);
  buffer.copyToChannel(new Float32Array(1_000).fill(left), 0);
  buffer.copyToChannel(new Float32Array(1_000).fill(right), 1);
  sound.buffer = buffer;
  const one = context.createConstantSource();
  const gain = new GainNode(context, { gain: 0 });
  const mono = new GainNode(context, { channelCount: 1, channelCountMode: 'explicit' });
  if (mixedBefore) sound.connect(mono).connect(gain.gain);
  else sound.connect(gain.gain);
  one.connect(gain).connect(context.destination);
  sound.start();
  one.start();
  return (await context.startRendering()).getChannelData(0)[500];
}

for (const [left, right] of [[1, 1], [1, 0.5], [1, 0], [0, 1]]) {
  const said = `a gain of 0 becomes ${await moved(left, right, false)}`;
  const expected = `by the standard ${(left + right) / 2}, with a mono gain between ${await moved(left, right, true)}`;
  console.log(`left ${left}, right ${right}: ${said}; ${expected}`);
}
process.exit();
JS

node show.js | tee seen
diff seen - <<'EXPECTED' || { echo 'It behaves otherwise now: this finding is over.'; exit 1; }
node-web-audio-api 2.2.0
left 1, right 1: a gain of 0 becomes 1; by the standard 1, with a mono gain between 1
left 1, right 0.5: a gain of 0 becomes 1; by the standard 0.75, with a mono gain between 0.75
left 1, right 0: a gain of 0 becomes 1; by the standard 0.5, with a mono gain between 0.5
left 0, right 1: a gain of 0 becomes 0; by the standard 0.5, with a mono gain between 0.5
EXPECTED
