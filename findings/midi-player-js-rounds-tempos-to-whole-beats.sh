#!/usr/bin/env bash
# midi-player-js 2.0.17 rounds every tempo of a MIDI file to whole beats a minute, and tells a wrong length.
#
# A file has microseconds a beat, so 93.5 beats a minute is as good a tempo as any. 374 beats of it are four
# minutes. The package reads 94 and reckons with it: the song is 1.28 s shorter, and a bounce of the same
# project beside it is apart by two beats at the end. One would expect the tempo that stands in the file, as
# jzz-midi-smf has it; a rounded number is fine only to be shown.
#
# What follows for us: if a tempo is read from a file one day, it is kept with what follows the point.
#
#   midi-player-js 2.0.17, jzz-midi-smf 1.9.9
#   4 minutes at 120: midi-player-js 120 and 240.00 s, jzz-midi-smf 240.00 s
#   4 minutes at 93.5: midi-player-js 94 and 238.72 s, jzz-midi-smf 240.00 s
#   4 minutes at 87.25: midi-player-js 87 and 240.69 s, jzz-midi-smf 240.00 s
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact \
  midi-player-js@2.0.17 jzz@1.9.6 jzz-midi-smf@1.9.9

cat > show.js <<'JS'
import { readFileSync } from 'node:fs';
import JZZ from 'jzz';
import addFiles from 'jzz-midi-smf';
import player from 'midi-player-js';

addFiles(JZZ);
const versionOf = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')).version;
console.log(['midi-player-js', 'jzz-midi-smf'].map((name) => `${name} ${versionOf(name)}`).join(', '));

/** One note that sounds for so many beats of 480 ticks. */
function song(beatsPerMinute, beats) {
  const tempo = Math.round(60_000_000 / beatsPerMinute);
  const ticks = beats * 480;
  const events = [
    [0x00, 0xff, 0x51, 3, tempo >> 16, (tempo >> 8) & 0xff, tempo & 0xff],
    [0x00, 0x90, 60, 100], // note on
    [0x80 | (ticks >> 14), 0x80 | ((ticks >> 7) & 0x7f), ticks & 0x7f, 0x80, 60, 0], // note off
    [0x00, 0xff, 0x2f, 0], // end of track
  ].flat();
  return Uint8Array.from([
    ...Buffer.from('MThd'), 0, 0, 0, 6, 0, 0, 0, 1, 0x01, 0xe0, // format 0, one track, 480 ticks a beat
    ...Buffer.from('MTrk'), 0, 0, 0, events.length, ...events,
  ]);
}
for (const beatsPerMinute of [120, 93.5, 87.25]) {
  const file = song(beatsPerMinute, beatsPerMinute * 4);
  const reader = new player.Player();
  reader.loadArrayBuffer(file.buffer);
  const { data: tempo } = reader.getEvents().flat().find(({ name }) => name === 'Set Tempo');
  const length = reader.getSongTime().toFixed(2);
  const other = (new JZZ.MIDI.SMF(Buffer.from(file).toString('latin1')).player().durationMS() / 1_000).toFixed(2);
  console.log(`4 minutes at ${beatsPerMinute}: midi-player-js ${tempo} and ${length} s, jzz-midi-smf ${other} s`);
}
JS

node show.js | tee seen
diff seen - <<'EXPECTED' || { echo 'It behaves otherwise now: this finding is over.'; exit 1; }
midi-player-js 2.0.17, jzz-midi-smf 1.9.9
4 minutes at 120: midi-player-js 120 and 240.00 s, jzz-midi-smf 240.00 s
4 minutes at 93.5: midi-player-js 94 and 238.72 s, jzz-midi-smf 240.00 s
4 minutes at 87.25: midi-player-js 87 and 240.69 s, jzz-midi-smf 240.00 s
EXPECTED
