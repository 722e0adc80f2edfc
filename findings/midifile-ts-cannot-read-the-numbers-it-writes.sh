#!/usr/bin/env bash
# midifile-ts 1.5.2 breaks a MIDI file that has a sequence number in it, by nothing but reading and writing it.
#
# The number of a sequence or a pattern is an event of two bytes at the start of a track, with its length before them,
# as all of its kind have it. The package reads it, and writes the number alone, in one byte, where the length should
# be. It cannot read its own file then, nor can midi-file: both give up with an error, and no note of it is left. A
# key signature comes back as it was. One would expect to read what was written.
#
# What follows for us: a MIDI file that somebody uploads is passed on byte for byte, never read and written again.
#
#   midifile-ts 1.5.2, midi-file 1.2.4
#   no number, three notes
#     as made: midifile-ts reads 3, midi-file 3
#     written again: midifile-ts reads 3
#     written again: midi-file reads 3
#   a key signature, three notes
#     as made: midifile-ts reads 3, midi-file 3
#     written again: midifile-ts reads 3
#     written again: midi-file reads 3
#   a sequence number of 7, three notes
#     as made: midifile-ts reads 3, midi-file 3
#     written again: midifile-ts reads an error, Expected length for sequenceNumber event is 2, got 7
#     written again: midi-file reads an error, Expected length for sequenceNumber event is 2, got 7
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact midifile-ts@1.5.2 midi-file@1.2.4

cat > show.js <<'JS'
import { readFileSync } from 'node:fs';
import midiFile from 'midi-file';
import { read, write } from 'midifile-ts';

const versionOf = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')).version;
console.log(['midifile-ts', 'midi-file'].map((name) => `${name} ${versionOf(name)}`).join(', '));

const notes = [60, 64, 67].flatMap((note) => [0, 0x90, note, 100, 96, 0x80, note, 0]);
const said = (what) => {
  try {
    return what();
  } catch (error) {
    return `an error, ${error.message ?? error}`;
  }
};

for (const [name, event] of [
  ['no number', []],
  ['a key signature', [0, 0xff, 0x59, 2, 0xfd, 0]],
  ['a sequence number of 7', [0, 0xff, 0x00, 2, 0, 7]],
]) {
  const track = [...event, ...notes, 0, 0xff, 0x2f, 0];
  const header = [0x4d, 0x54, 0x68, 0x64, 0, 0, 0, 6, 0, 1, 0, 1, 0, 96];
  const made = [...header, 0x4d, 0x54, 0x72, 0x6b, 0, 0, 0, track.length, ...track];
  const written = [...write(read(made).tracks, 96)];
  const ownNotes = (bytes) => read(bytes).tracks[0].filter(({ subtype }) => subtype === 'noteOn').length;
  const otherNotes = (bytes) => midiFile.parseMidi(bytes).tracks[0].filter(({ type }) => type === 'noteOn').length;
  console.log(`${name}, three notes`);
  console.log(`  as made: midifile-ts reads ${ownNotes(made)}, midi-file ${otherNotes(made)}`);
  console.log(`  written again: midifile-ts reads ${said(() => ownNotes(written))}`);
  console.log(`  written again: midi-file reads ${said(() => otherNotes(written))}`);
}
JS

node show.js | tee seen
diff seen - <<'EXPECTED' || { echo 'It behaves otherwise now: this finding is over.'; exit 1; }
midifile-ts 1.5.2, midi-file 1.2.4
no number, three notes
  as made: midifile-ts reads 3, midi-file 3
  written again: midifile-ts reads 3
  written again: midi-file reads 3
a key signature, three notes
  as made: midifile-ts reads 3, midi-file 3
  written again: midifile-ts reads 3
  written again: midi-file reads 3
a sequence number of 7, three notes
  as made: midifile-ts reads 3, midi-file 3
  written again: midifile-ts reads an error, Expected length for sequenceNumber event is 2, got 7
  written again: midi-file reads an error, Expected length for sequenceNumber event is 2, got 7
EXPECTED
