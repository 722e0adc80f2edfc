#!/usr/bin/env bash
# musicxml-io 0.9.6 takes whatever beat a tempo is given in for a quarter note, in MusicXML and in ABC.
#
# "Half note = 70" is 140 quarters a minute, "eighth = 140" is 70, and "dotted quarter = 60", as music in
# 6/8 often says, is 90. `exportMidi` writes 70, 140 and 60: the song is twice too slow, twice too fast, or a third
# too slow. The beat was read, it is in the parsed score, but the number alone goes into the file. One would
# expect the MIDI file to be as fast as the score says, as abcjs makes it of the same ABC.
#
# What follows for us: if a tempo is read from a score one day, its beat is read with it, and the test has a
# dotted one.
#
#   musicxml-io 0.9.6, abcjs 6.7.2, midi-file 1.2.4
#   MusicXML, quarter = 120: 120, should be 120
#   MusicXML, half = 70: 70, should be 140
#   MusicXML, eighth = 140: 140, should be 70
#   MusicXML, dotted quarter = 60: 60, should be 90
#   ABC, Q:3/8=60: 60, by abcjs 90
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact \
  musicxml-io@0.9.6 abcjs@6.7.2 midi-file@1.2.4

cat > show.js <<'JS'
import { readFileSync } from 'node:fs';
import abcjs from 'abcjs';
import midiFile from 'midi-file';
import { exportMidi, parse, parseAbc } from 'musicxml-io';

const versionOf = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')).version;
console.log(['musicxml-io', 'abcjs', 'midi-file'].map((name) => `${name} ${versionOf(name)}`).join(', '));

const score = (unit, dot, perMinute) => `<?xml version="1.0" encoding="UTF-8"?>
<score-partwise version="4.0">
  <part-list><score-part id="P1"><part-name>Lead</part-name></score-part></part-list>
  <part id="P1"><measure number="1">
    <attributes>
      <divisions>1</divisions><key><fifths>0</fifths></key>
      <time><beats>4</beats><beat-type>4</beat-type></time>
    </attributes>
    <direction><direction-type><metronome>
      <beat-unit>${unit}</beat-unit>${dot ? '<beat-unit-dot/>' : ''}<per-minute>${perMinute}</per-minute>
    </metronome></direction-type></direction>
    <note><pitch><step>C</step><octave>4</octave></pitch><duration>4</duration><type>whole</type></note>
  </measure></part>
</score-partwise>`;

/** Quarter notes a minute, which is all that a MIDI file can say. */
function tempoOf(bytes) {
  const { microsecondsPerBeat } = midiFile.parseMidi(bytes).tracks.flat().find(({ type }) => type === 'setTempo');
  return Math.round(60_000_000 / microsecondsPerBeat);
}
for (const [unit, dot, perMinute, quarters] of [
  ['quarter', false, 120, 120],
  ['half', false, 70, 140],
  ['eighth', false, 140, 70],
  ['quarter', true, 60, 90],
]) {
  const written = tempoOf(exportMidi(parse(score(unit, dot, perMinute))));
  console.log(`MusicXML, ${dot ? 'dotted ' : ''}${unit} = ${perMinute}: ${written}, should be ${quarters}`);
}
const tune = 'X:1\nT:Jig\nM:6/8\nL:1/8\nQ:3/8=60\nK:C\nCDE FGA|\n';
const [made] = [abcjs.synth.getMidiFile(tune, { midiOutputType: 'binary' })].flat();
console.log(`ABC, Q:3/8=60: ${tempoOf(exportMidi(parseAbc(tune)))}, by abcjs ${tempoOf(made)}`);
JS

node show.js | tee seen
diff seen - <<'EXPECTED' || { echo 'It behaves otherwise now: this finding is over.'; exit 1; }
musicxml-io 0.9.6, abcjs 6.7.2, midi-file 1.2.4
MusicXML, quarter = 120: 120, should be 120
MusicXML, half = 70: 70, should be 140
MusicXML, eighth = 140: 140, should be 70
MusicXML, dotted quarter = 60: 60, should be 90
ABC, Q:3/8=60: 60, by abcjs 90
EXPECTED
