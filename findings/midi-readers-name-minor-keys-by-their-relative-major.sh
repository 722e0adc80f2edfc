#!/usr/bin/env bash
# @tonejs/midi 2.0.28 and midi-player-js 2.0.17 name every minor key wrongly: A minor is "C minor", F minor is
# "Ab minor".
#
# A key in a MIDI file is a number of sharps or flats and a bit that says major or minor. Both look the number
# up among the major keys and put "minor" behind, so the name is three semitones off; major keys are right.
# One would expect A minor for no sharps and minor, as the file format says and as jzz-midi-smf reads it.
#
# What follows for us: if a key is read from a MIDI file one day, it is looked up by both numbers, and what
# somebody typed in stands above it.
#
#   @tonejs/midi 2.0.28, midi-player-js 2.0.17, jzz-midi-smf 1.9.9
#   E flat major: @tonejs/midi Eb major, midi-player-js Eb Major, jzz-midi-smf Eb
#   A minor: @tonejs/midi C minor, midi-player-js C Minor, jzz-midi-smf A min
#   F minor: @tonejs/midi Ab minor, midi-player-js Ab Minor, jzz-midi-smf F min
#   F sharp minor: @tonejs/midi A minor, midi-player-js A Minor, jzz-midi-smf F# min
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact \
  @tonejs/midi@2.0.28 midi-player-js@2.0.17 jzz@1.9.6 jzz-midi-smf@1.9.9

cat > show.js <<'JS'
import { readFileSync } from 'node:fs';
import tonejs from '@tonejs/midi';
import JZZ from 'jzz';
import addFiles from 'jzz-midi-smf';
import player from 'midi-player-js';

addFiles(JZZ);
const names = ['@tonejs/midi', 'midi-player-js', 'jzz-midi-smf'];
const versionOf = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')).version;
console.log(names.map((name) => `${name} ${versionOf(name)}`).join(', '));

function fileWithKey(sharps, minor) {
  const events = [
    [0x00, 0xff, 0x59, 2, sharps & 0xff, minor], // key signature
    [0x00, 0x90, 60, 100], // note on
    [0x60, 0x80, 60, 0], // note off
    [0x00, 0xff, 0x2f, 0], // end of track
  ].flat();
  return Uint8Array.from([
    ...Buffer.from('MThd'), 0, 0, 0, 6, 0, 0, 0, 1, 0x01, 0xe0, // format 0, one track, 480 ticks a beat
    ...Buffer.from('MTrk'), 0, 0, 0, events.length, ...events,
  ]);
}
for (const [key, sharps, minor] of [
  ['E flat major', -3, 0],
  ['A minor', 0, 1],
  ['F minor', -4, 1],
  ['F sharp minor', 3, 1],
]) {
  const file = fileWithKey(sharps, minor);
  const [{ key: tonic, scale }] = new tonejs.Midi(file).header.keySignatures;
  const reader = new player.Player();
  reader.loadArrayBuffer(file.buffer);
  const { keySignature } = reader.getEvents().flat().find(({ name }) => name === 'Key Signature');
  const smf = new JZZ.MIDI.SMF(Buffer.from(file).toString('latin1'));
  const said = String([...smf[0]].find((event) => event.ff === 0x59)).split(': ')[1];
  console.log(`${key}: @tonejs/midi ${tonic} ${scale}, midi-player-js ${keySignature}, jzz-midi-smf ${said}`);
}
JS

node show.js | tee seen
diff seen - <<'EXPECTED' || { echo 'It behaves otherwise now: this finding is over.'; exit 1; }
@tonejs/midi 2.0.28, midi-player-js 2.0.17, jzz-midi-smf 1.9.9
E flat major: @tonejs/midi Eb major, midi-player-js Eb Major, jzz-midi-smf Eb
A minor: @tonejs/midi C minor, midi-player-js C Minor, jzz-midi-smf A min
F minor: @tonejs/midi Ab minor, midi-player-js Ab Minor, jzz-midi-smf F min
F sharp minor: @tonejs/midi A minor, midi-player-js A Minor, jzz-midi-smf F# min
EXPECTED
