#!/usr/bin/env bash
# node-web-audio-api 2.2.0 makes a sound up to thousands of times louder before it fades out.
#
# `setTargetAtTime(0, 1, 0.1)` lets a gain fall towards 0 from the first second on, by a factor of e every tenth of a
# second. Until then it stays as it is, by the Web Audio API. The package reckons the same curve backwards from there:
# a block after the start the gain is 21,447, which is 87 dB, and it stays so until the fade, where it is 1 again. What
# is rendered is noise at full scale with a fade at its end. It is so too with `setValueAtTime(1, 0)` before, and
# right only if a value is set at the very time of the fade. Fades by `linearRampToValueAtTime` are right. One would
# expect 1 until the fade, as web-audio-api has it.
#
# What follows for us: what is heard is what the browser plays; nothing is rendered on the server, and the loudness of a
# bounce is reckoned from its own samples.
#
#   node-web-audio-api 2.2.0, web-audio-api 1.5.6
#   gain at 0, 0.5, 0.9, 1, 1.1 and 1.2 s
#   fade from 1 s
#     node-web-audio-api: 1.000 21446.854 21446.854 1.000 0.368 0.135
#     web-audio-api: 1.000 1.000 1.000 1.000 0.368 0.135
#   1 at 0 s, fade from 1 s
#     node-web-audio-api: 1.000 21446.854 21446.854 1.000 0.368 0.135
#     web-audio-api: 1.000 1.000 1.000 1.000 0.368 0.135
#   1 at 1 s, fade from 1 s
#     node-web-audio-api: 1.000 1.000 1.000 1.000 0.368 0.135
#     web-audio-api: 1.000 1.000 1.000 1.000 0.368 0.135
#   1 at 1 s, line to 0 at 1.2 s
#     node-web-audio-api: 1.000 1.000 1.000 1.000 0.500 0.000
#     web-audio-api: 1.000 1.000 1.000 1.000 0.500 0.000
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact node-web-audio-api@2.2.0 web-audio-api@1.5.6

cat > show.js <<'JS'
import { readFileSync } from 'node:fs';
import * as rust from 'node-web-audio-api';
import * as script from 'web-audio-api';

const versionOf = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')).version;
console.log(['node-web-audio-api', 'web-audio-api'].map((name) => `${name} ${versionOf(name)}`).join(', '));

const rate = 48_000;
async function gains({ OfflineAudioContext }, automate) {
  const context = new OfflineAudioContext(1, 2 * rate, rate);
  const one = context.createConstantSource();
  const gain = context.createGain();
  automate(gain.gain);
  one.connect(gain).connect(context.destination);
  one.start();
  const samples = (await context.startRendering()).getChannelData(0);
  return [0, 0.5, 0.9, 1, 1.1, 1.2].map((time) => samples[Math.round(time * rate)].toFixed(3)).join(' ');
}

console.log('gain at 0, 0.5, 0.9, 1, 1.1 and 1.2 s');
for (const [what, automate] of [
  ['fade from 1 s', (gain) => gain.setTargetAtTime(0, 1, 0.1)],
  ['1 at 0 s, fade from 1 s', (gain) => gain.setValueAtTime(1, 0).setTargetAtTime(0, 1, 0.1)],
  ['1 at 1 s, fade from 1 s', (gain) => gain.setValueAtTime(1, 1).setTargetAtTime(0, 1, 0.1)],
  ['1 at 1 s, line to 0 at 1.2 s', (gain) => gain.setValueAtTime(1, 1).linearRampToValueAtTime(0, 1.2)],
]) {
  console.log(what);
  console.log(`  node-web-audio-api: ${await gains(rust, automate)}`);
  console.log(`  web-audio-api: ${await gains(script, automate)}`);
}
process.exit();
JS

node show.js | tee seen
diff seen - <<'EXPECTED' || { echo 'It behaves otherwise now: this finding is over.'; exit 1; }
node-web-audio-api 2.2.0, web-audio-api 1.5.6
gain at 0, 0.5, 0.9, 1, 1.1 and 1.2 s
fade from 1 s
  node-web-audio-api: 1.000 21446.854 21446.854 1.000 0.368 0.135
  web-audio-api: 1.000 1.000 1.000 1.000 0.368 0.135
1 at 0 s, fade from 1 s
  node-web-audio-api: 1.000 21446.854 21446.854 1.000 0.368 0.135
  web-audio-api: 1.000 1.000 1.000 1.000 0.368 0.135
1 at 1 s, fade from 1 s
  node-web-audio-api: 1.000 1.000 1.000 1.000 0.368 0.135
  web-audio-api: 1.000 1.000 1.000 1.000 0.368 0.135
1 at 1 s, line to 0 at 1.2 s
  node-web-audio-api: 1.000 1.000 1.000 1.000 0.500 0.000
  web-audio-api: 1.000 1.000 1.000 1.000 0.500 0.000
EXPECTED
