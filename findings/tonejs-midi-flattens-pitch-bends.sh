#!/usr/bin/env bash
# @tonejs/midi 2.0.28 flattens every pitch bend of a MIDI file that it reads and writes again.
#
# A bend half-way up (value 4,096 of 8,191) is read as 0.5. Written by `toArray` and read again it is 0:
# the number between -1 and 1 is put where the file has a whole number, and rounded away. Notes, times and
# controllers of the same file come back as they were, so a listener hears a guitar that no longer bends.
# One would expect to read what was written.
#
# What follows for us: a MIDI file that somebody uploads is passed on byte for byte, never read and
# written again.
#
#   @tonejs/midi 2.0.28
#   read: bend 0.5, note 60, controller 64 is 1
#   written and read again: bend 0, note 60, controller 64 is 1
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact @tonejs/midi@2.0.28

cat > show.js <<'JS'
import { readFileSync } from 'node:fs';
import tonejs from '@tonejs/midi';

const { Midi } = tonejs;
const { version } = JSON.parse(readFileSync('node_modules/@tonejs/midi/package.json', 'utf8'));
console.log(`@tonejs/midi ${version}`);

/** Each is the ticks since the one before, and what happens. */
const events = [
  [0x00, 0xb0, 64, 127], // sustain pedal down
  [0x00, 0x90, 60, 100], // note on
  [0x60, 0xe0, 0x00, 0x60], // bend: 0x60 << 7 is 12,288, so 4,096 above the middle
  [0x60, 0x80, 60, 0], // note off
  [0x00, 0xff, 0x2f, 0x00], // end of track
].flat();
const file = Uint8Array.from([
  ...Buffer.from('MThd'), 0, 0, 0, 6, 0, 0, 0, 1, 0x01, 0xe0, // format 0, one track, 480 ticks a beat
  ...Buffer.from('MTrk'), 0, 0, 0, events.length, ...events,
]);

function tell(when, midi) {
  const [{ notes, pitchBends, controlChanges }] = midi.tracks;
  const pedal = controlChanges[64][0].value;
  console.log(`${when}: bend ${pitchBends[0].value}, note ${notes[0].midi}, controller 64 is ${pedal}`);
}
const read = new Midi(file);
tell('read', read);
tell('written and read again', new Midi(read.toArray()));
JS

node show.js | tee seen
diff seen - <<'EXPECTED' || { echo 'It behaves otherwise now: this finding is over.'; exit 1; }
@tonejs/midi 2.0.28
read: bend 0.5, note 60, controller 64 is 1
written and read again: bend 0, note 60, controller 64 is 1
EXPECTED
