#!/usr/bin/env bash
# jsmidgen 0.1.8 writes a broken MIDI file when a text in it has more than 127 characters.
#
# The length of a text (a lyric, a marker, a copyright line) is a number of variable length in the file: seven
# bits a byte, and the highest bit says that more follows. The package has a function that writes such
# numbers, and uses it for times, but puts the length of a text there as one byte. From 128 on that byte says
# that another one follows, a character of the text is taken for it, and what comes after is read from the
# wrong place: the reader gives up, or the notes are gone. No error is raised
# when it is written. One would expect any text to be written, or an error.
#
# What follows for us: if the app writes MIDI one day, a test reads it with another package, and has texts in it
# as long as comments are.
#
#   jsmidgen 0.1.8, midi-file 1.2.4
#   a text of 127 characters: read one of 127, and 2 notes
#   a text of 128 characters: not read, Unrecognised MIDI event type: 0
#   a text of 200 characters: read one of 219, and 0 notes
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact jsmidgen@0.1.8 midi-file@1.2.4

cat > show.js <<'JS'
import { readFileSync } from 'node:fs';
import Midi from 'jsmidgen';
import midiFile from 'midi-file';

const versionOf = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')).version;
console.log(['jsmidgen', 'midi-file'].map((name) => `${name} ${versionOf(name)}`).join(', '));

for (const length of [127, 128, 200]) {
  const file = new Midi.File();
  const track = new Midi.Track();
  file.addTrack(track);
  track.addEvent(new Midi.MetaEvent({ type: Midi.MetaEvent.TEXT, data: 'x'.repeat(length) }));
  track.addNote(0, 'c4', 64);
  track.addNote(0, 'e4', 64);
  const bytes = Buffer.from(file.toBytes(), 'latin1');
  try {
    const [events] = midiFile.parseMidi(bytes).tracks;
    const [text] = events.filter(({ type }) => type === 'text').map(({ text }) => text.length);
    const notes = events.filter(({ type }) => type === 'noteOn').length;
    console.log(`a text of ${length} characters: read one of ${text}, and ${notes} notes`);
  } catch (error) {
    console.log(`a text of ${length} characters: not read, ${error}`);
  }
}
JS

node show.js | tee seen
diff seen - <<'EXPECTED' || { echo 'It behaves otherwise now: this finding is over.'; exit 1; }
jsmidgen 0.1.8, midi-file 1.2.4
a text of 127 characters: read one of 127, and 2 notes
a text of 128 characters: not read, Unrecognised MIDI event type: 0
a text of 200 characters: read one of 219, and 0 notes
EXPECTED
