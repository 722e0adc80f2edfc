#!/usr/bin/env bash
# subsrt-ts 2.1.2 reads times that are given in frames as a thousand times shorter, and writes them a thousand times
# longer.
#
# `{25}{100}Text` in a MicroDVD file is from frame 25 to frame 100, at 25 frames a second from 1 s to 4 s. The package
# divides by 25 and takes the seconds for its milliseconds, so all words of a song are over within its first
# second. What it makes of an SRT file begins at frame 25,000 instead of 25, for every other reader after 16
# minutes; its own reading hides that, as one undoes the other. One would expect the times of the file, as with
# formats that have times instead of frames.
#
# What follows for us: what converts times is tested against numbers that were worked out by hand, never only by
# its own way back.
#
#   subsrt-ts 2.1.2
#   frames 25 to 100: 1 ms to 4 ms, by the frames 1 s to 4 s
#   frames 125 to 150: 5 ms to 6 ms, by the frames 5 s to 6 s
#   as SRT: 00:00:00,001 --> 00:00:00,004
#   1 s to 4 s of an SRT file: {25000}{100000}First line|
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact subsrt-ts@2.1.2

cat > show.js <<'JS'
import { readFileSync } from 'node:fs';
import subsrt from 'subsrt-ts';

const { version } = JSON.parse(readFileSync('node_modules/subsrt-ts/package.json', 'utf8'));
console.log(`subsrt-ts ${version}`);

const frames = 25;
const microDvd = '{25}{100}First line\n{125}{150}Second line\n';
for (const { frame, start, end } of subsrt.parse(microDvd, { format: 'sub', fps: frames })) {
  const expected = `${frame.start / frames} s to ${frame.end / frames} s`;
  console.log(`frames ${frame.start} to ${frame.end}: ${start} ms to ${end} ms, by the frames ${expected}`);
}
console.log(`as SRT: ${subsrt.convert(microDvd, { from: 'sub', format: 'srt', fps: frames }).split('\r\n')[1]}`);

const srt = '1\n00:00:01,000 --> 00:00:04,000\nFirst line\n';
const written = subsrt.convert(srt, { from: 'srt', format: 'sub', fps: frames }).trim();
console.log(`1 s to 4 s of an SRT file: ${written}`);
JS

node show.js | tee seen
diff seen - <<'EXPECTED' || { echo 'It behaves otherwise now: this finding is over.'; exit 1; }
subsrt-ts 2.1.2
frames 25 to 100: 1 ms to 4 ms, by the frames 1 s to 4 s
frames 125 to 150: 5 ms to 6 ms, by the frames 5 s to 6 s
as SRT: 00:00:00,001 --> 00:00:00,004
1 s to 4 s of an SRT file: {25000}{100000}First line|
EXPECTED
