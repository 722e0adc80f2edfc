#!/usr/bin/env bash
# spessasynth_core 4.3.22 and midi-player-js 2.0.17 take a MIDI file that counts in frames of film for one
# that counts in beats, and tell a hundredth of its length.
#
# The header of a MIDI file says how many ticks a beat has or, with the highest bit set, how many frames a
# second and ticks a frame: e7 28 is 25 frames of 40 ticks, so a tick is a millisecond whatever the tempo.
# Both read e7 28 as 59,176 ticks a beat, without an error: a note of one second lasts eight milliseconds. One
# would expect one second, as jzz-midi-smf has it, or to hear that such files are not for them.
#
# What follows for us: that a reader gives a length and no error says nothing; if lengths of MIDI files are shown
# one day, the reader is tested with both ways of counting.
#
#   spessasynth_core 4.3.22, midi-player-js 2.0.17, jzz-midi-smf 1.9.9
#   500 ticks a beat, 120 beats a minute: spessasynth_core 1.000 s, midi-player-js 1.000 s, jzz-midi-smf 1.000 s
#   25 frames a second, 40 ticks a frame: spessasynth_core 0.008 s, midi-player-js 0.008 s, jzz-midi-smf 1.000 s
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact \
  spessasynth_core@4.3.22 midi-player-js@2.0.17 jzz@1.9.6 jzz-midi-smf@1.9.9

cat > show.js <<'JS'
import { readFileSync } from 'node:fs';
import JZZ from 'jzz';
import addFiles from 'jzz-midi-smf';
import player from 'midi-player-js';
import { BasicMIDI } from 'spessasynth_core';

addFiles(JZZ);
const names = ['spessasynth_core', 'midi-player-js', 'jzz-midi-smf'];
const versionOf = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')).version;
console.log(names.map((name) => `${name} ${versionOf(name)}`).join(', '));

/** One note of 1,000 ticks. */
function song(...division) {
  const events = [
    [0x00, 0x90, 60, 100], // note on
    [0x87, 0x68, 0x80, 60, 0], // note off
    [0x00, 0xff, 0x2f, 0], // end of track
  ].flat();
  return Uint8Array.from([
    ...Buffer.from('MThd'), 0, 0, 0, 6, 0, 0, 0, 1, ...division,
    ...Buffer.from('MTrk'), 0, 0, 0, events.length, ...events,
  ]);
}
for (const [name, file] of [
  ['500 ticks a beat, 120 beats a minute', song(0x01, 0xf4)],
  ['25 frames a second, 40 ticks a frame', song(0xe7, 0x28)],
]) {
  const reader = new player.Player();
  reader.loadArrayBuffer(file.buffer);
  const lengths = [
    BasicMIDI.fromArrayBuffer(file.buffer).duration,
    reader.getSongTime(),
    new JZZ.MIDI.SMF(Buffer.from(file).toString('latin1')).player().durationMS() / 1_000,
  ];
  console.log(`${name}: ${names.map((each, at) => `${each} ${lengths[at].toFixed(3)} s`).join(', ')}`);
}
JS

node show.js | tee seen
diff seen - <<'EXPECTED' || { echo 'It behaves otherwise now: this finding is over.'; exit 1; }
spessasynth_core 4.3.22, midi-player-js 2.0.17, jzz-midi-smf 1.9.9
500 ticks a beat, 120 beats a minute: spessasynth_core 1.000 s, midi-player-js 1.000 s, jzz-midi-smf 1.000 s
25 frames a second, 40 ticks a frame: spessasynth_core 0.008 s, midi-player-js 0.008 s, jzz-midi-smf 1.000 s
EXPECTED
