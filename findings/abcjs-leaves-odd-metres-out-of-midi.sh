#!/usr/bin/env bash
# abcjs 6.7.2 writes the metre of a tune into its MIDI file, but not 5/8 and not 7/8.
#
# 5/4, 9/8 and 12/8 are written, and 3/8. With 5/8 and 7/8 the file has no time signature at all, and by the
# format one without counts as 4/4: the notes are right, but in a DAW every bar line and the click are off from
# the second bar on. The metre was understood, the score that is drawn shows it, and no warning comes. One
# would expect it in the file like the others.
#
# What follows for us: whoever uploads a score and its MIDI file keeps both; one is never made of the other.
#
#   abcjs 6.7.2, midi-file 1.2.4
#   4/4: understood as 4/4, in the MIDI file 4/4
#   5/4: understood as 5/4, in the MIDI file 5/4
#   3/8: understood as 3/8, in the MIDI file 3/8
#   5/8: understood as 5/8, in the MIDI file nothing
#   7/8: understood as 7/8, in the MIDI file nothing
#   9/8: understood as 9/8, in the MIDI file 9/8
#   12/8: understood as 12/8, in the MIDI file 12/8
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact abcjs@6.7.2 midi-file@1.2.4

cat > show.js <<'JS'
import { readFileSync } from 'node:fs';
import abcjs from 'abcjs';
import midiFile from 'midi-file';

const versionOf = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')).version;
console.log(['abcjs', 'midi-file'].map((name) => `${name} ${versionOf(name)}`).join(', '));

for (const metre of ['4/4', '5/4', '3/8', '5/8', '7/8', '9/8', '12/8']) {
  const [beats, unit] = metre.split('/').map(Number);
  const bar = 'CDEFGABcdefg'.slice(0, (beats * 8) / unit);
  const tune = `X:1\nT:Tune\nM:${metre}\nL:1/8\nQ:1/4=120\nK:C\n${bar}|${bar}|]\n`;
  const { num, den } = abcjs.parseOnly(tune)[0].getMeterFraction();
  const [bytes] = [abcjs.synth.getMidiFile(tune, { midiOutputType: 'binary' })].flat();
  const events = midiFile.parseMidi(bytes).tracks.flat();
  const signature = events.find(({ type }) => type === 'timeSignature');
  const said = signature ? `${signature.numerator}/${signature.denominator}` : 'nothing';
  console.log(`${metre}: understood as ${num}/${den}, in the MIDI file ${said}`);
}
JS

node show.js | tee seen
diff seen - <<'EXPECTED' || { echo 'It behaves otherwise now: this finding is over.'; exit 1; }
abcjs 6.7.2, midi-file 1.2.4
4/4: understood as 4/4, in the MIDI file 4/4
5/4: understood as 5/4, in the MIDI file 5/4
3/8: understood as 3/8, in the MIDI file 3/8
5/8: understood as 5/8, in the MIDI file nothing
7/8: understood as 7/8, in the MIDI file nothing
9/8: understood as 9/8, in the MIDI file 9/8
12/8: understood as 12/8, in the MIDI file 12/8
EXPECTED
