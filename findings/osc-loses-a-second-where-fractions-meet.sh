#!/usr/bin/env bash
# osc 2.4.5 makes a time that is a second early where the fractions of a second add up to one.
#
# `timeTag(seconds, now)` is the time for a bundle that is due so much later than now. It carries a whole second
# over if the two fractions are more than one together, but not if they are one: half a second from half past,
# or three quarters from a quarter past, as a clock that ticks in beats of 120 asks for. The fraction that is left is
# 2 to the power of 32, of which 32 bits are written: 0. What is due in less than a second is due before now then, and
# a server plays it at once or throws it away as late. One would expect the whole second.
#
# What follows for us: a time to come is one sum in milliseconds, never of two parts that are added up apart.
#
#   osc 2.4.5
#   0.5 s after 0.25 s: due at 0.75 s, by the sum at 0.75 s
#   0.5 s after 0.5 s: due at 0 s, by the sum at 1 s
#   0.75 s after 0.25 s: due at 0 s, by the sum at 1 s
#   1.5 s after 0.5 s: due at 1 s, by the sum at 2 s
#   0.75 s after 0.5 s: due at 1.25 s, by the sum at 1.25 s
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact osc@2.4.5

cat > show.js <<'JS'
import { readFileSync } from 'node:fs';
import osc from 'osc';

const { version } = JSON.parse(readFileSync('node_modules/osc/package.json', 'utf8'));
console.log(`osc ${version}`);

const midnight = Date.UTC(2026, 0, 1);
for (const [now, later] of [
  [0.25, 0.5],
  [0.5, 0.5],
  [0.25, 0.75],
  [0.5, 1.5],
  [0.5, 0.75],
]) {
  const timeTag = osc.timeTag(later, midnight + now * 1_000);
  const bytes = osc.writePacket({ timeTag, packets: [{ address: '/clip/start', args: [] }] });
  const { native } = osc.readPacket(bytes, {}).timeTag;
  const due = (native - midnight) / 1_000;
  console.log(`${later} s after ${now} s: due at ${due} s, by the sum at ${now + later} s`);
}
JS

node show.js | tee seen
diff seen - <<'EXPECTED' || { echo 'It behaves otherwise now: this finding is over.'; exit 1; }
osc 2.4.5
0.5 s after 0.25 s: due at 0.75 s, by the sum at 0.75 s
0.5 s after 0.5 s: due at 0 s, by the sum at 1 s
0.75 s after 0.25 s: due at 0 s, by the sum at 1 s
1.5 s after 0.5 s: due at 1 s, by the sum at 2 s
0.75 s after 0.5 s: due at 1.25 s, by the sum at 1.25 s
EXPECTED
