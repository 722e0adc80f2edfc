#!/usr/bin/env bash
# midi-writer-js 3.2.1 writes a change of tempo where it was called, not at the tick that it was given.
#
# `track.setTempo(bpm, tick)` is documented for changes in the middle of a track, with the tick as the place.
# Two tempos that are set first, 120 from the start and 60 from the fifth beat, both land at tick 0, so all of
# it plays at 60, and eight beats take eight seconds in place of six. Only where the call stands between notes
# that end at that very tick is it right, and then it would be without the number. One would expect the tempo
# at tick 512, as notes with a `tick` are put there.
#
# What follows for us: if the app writes a tempo map one day, a test reads it with another package and adds up
# the time.
#
#   midi-writer-js 3.2.1, midi-file 1.2.4
#   tick 0: 120 beats a minute
#   tick 0: 60 beats a minute
#   tick 1024: the end, after 8 s (6 s were asked for)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact midi-writer-js@3.2.1 midi-file@1.2.4

cat > show.js <<'JS'
import { readFileSync } from 'node:fs';
import midiFile from 'midi-file';
import MidiWriter from 'midi-writer-js';

const versionOf = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')).version;
console.log(['midi-writer-js', 'midi-file'].map((name) => `${name} ${versionOf(name)}`).join(', '));

const track = new MidiWriter.Track();
track.setTempo(120);
track.setTempo(60, 512); // 128 ticks a beat, so at the fifth beat
track.addEvent(
  new MidiWriter.NoteEvent({ pitch: ['C4', 'D4', 'E4', 'F4', 'G4', 'A4', 'B4', 'C5'], duration: '4', sequential: true }),
);
const { header, tracks } = midiFile.parseMidi(new MidiWriter.Writer(track).buildFile());

let [tick, seconds, tempo] = [0, 0, 500_000];
for (const event of tracks[0]) {
  tick += event.deltaTime;
  seconds += (event.deltaTime / header.ticksPerBeat) * (tempo / 1_000_000);
  if (event.type === 'setTempo') {
    tempo = event.microsecondsPerBeat;
    console.log(`tick ${tick}: ${60_000_000 / tempo} beats a minute`);
  }
}
console.log(`tick ${tick}: the end, after ${seconds} s (6 s were asked for)`);
JS

node show.js | tee seen
diff seen - <<'EXPECTED' || { echo 'It behaves otherwise now: this finding is over.'; exit 1; }
midi-writer-js 3.2.1, midi-file 1.2.4
tick 0: 120 beats a minute
tick 0: 60 beats a minute
tick 1024: the end, after 8 s (6 s were asked for)
EXPECTED
