#!/usr/bin/env bash
# smpte-timecode 1.3.6 ends the day 72 seconds before midnight at 23.976 frames a second.
#
# At this rate, which is that of films, no numbers are left out: a day of timecode has 24 names a second, so
# 2,073,600 frames, and lasts a little longer than a day by the clock. The constructor knows that and takes
# 23:59:00:00. `add` and `subtract` go round after 86,400 times 23.98 frames, which is 23:58:48:00: one frame
# after 23:59:00:00 is 00:00:12:01, and even nothing added makes it 00:00:12:00. At 29.97 without drop frame it
# is 86 seconds. One would expect 23:59:00:01, as at 24 frames a second.
#
# What follows for us: a place in a sound is kept as a number, and reckoned with as a number.
#
#   smpte-timecode 1.3.6
#   24: 23:58:47:00 and a frame is 23:58:47:01; 23:59:00:00 and a frame is 23:59:00:01
#   23.976: 23:58:47:00 and a frame is 23:58:47:01; 23:59:00:00 and a frame is 00:00:12:01
#   30: 23:58:47:00 and a frame is 23:58:47:01; 23:59:00:00 and a frame is 23:59:00:01
#   29.97: 23:58:47:00 and a frame is 00:00:13:13; 23:59:00:00 and a frame is 00:00:26:13
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact smpte-timecode@1.3.6

cat > show.js <<'JS'
import { readFileSync } from 'node:fs';
import smpte from 'smpte-timecode';

const { version } = JSON.parse(readFileSync('node_modules/smpte-timecode/package.json', 'utf8'));
console.log(`smpte-timecode ${version}`);

for (const rate of [24, 23.976, 30, 29.97]) {
  const sums = ['23:58:47:00', '23:59:00:00'].map((text) => {
    const made = String(smpte(text, rate, false));
    return `${made} and a frame is ${smpte(text, rate, false).add(1)}`;
  });
  console.log(`${rate}: ${sums.join('; ')}`);
}
JS

node show.js | tee seen
diff seen - <<'EXPECTED' || { echo 'It behaves otherwise now: this finding is over.'; exit 1; }
smpte-timecode 1.3.6
24: 23:58:47:00 and a frame is 23:58:47:01; 23:59:00:00 and a frame is 23:59:00:01
23.976: 23:58:47:00 and a frame is 23:58:47:01; 23:59:00:00 and a frame is 00:00:12:01
30: 23:58:47:00 and a frame is 23:58:47:01; 23:59:00:00 and a frame is 23:59:00:01
29.97: 23:58:47:00 and a frame is 00:00:13:13; 23:59:00:00 and a frame is 00:00:26:13
EXPECTED
