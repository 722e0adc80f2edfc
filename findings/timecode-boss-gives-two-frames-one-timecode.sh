#!/usr/bin/env bash
# timecode-boss 6.2.0 gives two frames of drop-frame timecode one name, and leaves other names out.
#
# At 29.97 frames a second the numbers 0 and 1 are left out at the start of every minute but each tenth, so
# the first minute of ten has 1,800 frames and the others have 1,798. The package takes 1,798 for all of
# them: the last two frames of nine minutes in ten get the names of the first two of the next minute, three
# frames later than they are, and what is read from such a name is another number of frames than it was made
# of. One would expect every frame of ten minutes to have a name of its own, as smpte-timecode gives it.
#
# What follows for us: a place in a sound is kept as a number, never as a timecode; if a timecode is shown
# one day, it is checked frame by frame over ten minutes.
#
#   timecode-boss 6.2.0, smpte-timecode 1.3.6
#   frame 1797: 00:00:59;27, read as frame 1797; smpte-timecode says 00:00:59;27
#   frame 1798: 00:01:00;02, read as frame 1800; smpte-timecode says 00:00:59;28
#   frame 1799: 00:01:00;03, read as frame 1801; smpte-timecode says 00:00:59;29
#   frame 1800: 00:01:00;02, read as frame 1800; smpte-timecode says 00:01:00;02
#   frame 1801: 00:01:00;03, read as frame 1801; smpte-timecode says 00:01:00;03
#   frame 1802: 00:01:00;04, read as frame 1802; smpte-timecode says 00:01:00;04
#   17982 frames have 17964 names, in smpte-timecode 17982
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact \
  timecode-boss@6.2.0 smpte-timecode@1.3.6

cat > show.js <<'JS'
import { readFileSync } from 'node:fs';
import smpte from 'smpte-timecode';
import Timecode from 'timecode-boss';

const versionOf = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')).version;
console.log(['timecode-boss', 'smpte-timecode'].map((name) => `${name} ${versionOf(name)}`).join(', '));

for (const frames of [1797, 1798, 1799, 1800, 1801, 1802]) {
  const made = new Timecode(frames, 29.97);
  const again = new Timecode(String(made), 29.97).frameCount();
  console.log(`frame ${frames}: ${made}, read as frame ${again}; smpte-timecode says ${smpte(frames, 29.97, true)}`);
}

const tenMinutes = 17_982;
const all = Array.from({ length: tenMinutes }, (_, frames) => frames);
const names = new Set(all.map((frames) => String(new Timecode(frames, 29.97))));
const otherNames = new Set(all.map((frames) => String(smpte(frames, 29.97, true))));
console.log(`${tenMinutes} frames have ${names.size} names, in smpte-timecode ${otherNames.size}`);
JS

node show.js | tee seen
diff seen - <<'EXPECTED' || { echo 'It behaves otherwise now: this finding is over.'; exit 1; }
timecode-boss 6.2.0, smpte-timecode 1.3.6
frame 1797: 00:00:59;27, read as frame 1797; smpte-timecode says 00:00:59;27
frame 1798: 00:01:00;02, read as frame 1800; smpte-timecode says 00:00:59;28
frame 1799: 00:01:00;03, read as frame 1801; smpte-timecode says 00:00:59;29
frame 1800: 00:01:00;02, read as frame 1800; smpte-timecode says 00:01:00;02
frame 1801: 00:01:00;03, read as frame 1801; smpte-timecode says 00:01:00;03
frame 1802: 00:01:00;04, read as frame 1802; smpte-timecode says 00:01:00;04
17982 frames have 17964 names, in smpte-timecode 17982
EXPECTED
