#!/usr/bin/env bash
# wavefile 11.0.0 leaves markers and loops where they were when it changes the sample rate.
#
# `toSampleRate` makes three seconds at 48,000 Hz three seconds at 24,000 Hz. The cue point at 1.5 s and the
# loop from 0.5 s to 2 s are numbers of samples in the file, and they stay as they were, so they are twice
# as late afterwards: the marker stands at the very end and the loop ends a second after the sound does.
# `listCuePoints` says so itself, and the file is written like that. One would expect markers at the same
# times in the new file, or a word about them in the documentation.
#
# What follows for us: an upload is passed on byte for byte, with its markers; nothing of ours changes a
# sample rate.
#
#   wavefile 11.0.0
#   as made: 3 s at 48000 Hz, marker "drop" at 1.5 s, loop from 0.5 s to 2 s
#   resampled: 3 s at 24000 Hz, marker "drop" at 3 s, loop from 1 s to 4 s
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact wavefile@11.0.0

cat > show.js <<'JS'
import { readFileSync } from 'node:fs';
import wavefile from 'wavefile';

const { version } = JSON.parse(readFileSync('node_modules/wavefile/package.json', 'utf8'));
console.log(`wavefile ${version}`);

const rate = 48_000;
const wav = new wavefile.WaveFile();
wav.fromScratch(1, rate, '16', Int16Array.from({ length: rate * 3 }, (_, at) => 8_000 * Math.sin(at / 20)));
wav.setCuePoint({ position: 1_500, label: 'drop' });
wav.smpl.chunkId = 'smpl';
wav.smpl.dwNumSampleLoops = 1;
wav.smpl.loops = [
  { dwName: 1, dwType: 0, dwStart: rate * 0.5, dwEnd: rate * 2, dwFraction: 0, dwPlayCount: 0 },
];

/** What somebody finds who opens the file that was written. */
function tell(when, bytes) {
  const read = new wavefile.WaveFile(bytes);
  const { sampleRate } = read.fmt;
  const seconds = read.getSamples().length / sampleRate;
  const [marker] = read.listCuePoints();
  const [loop] = read.smpl.loops;
  const place = `marker "${marker.label}" at ${marker.position / 1_000} s`;
  const round = `loop from ${loop.dwStart / sampleRate} s to ${loop.dwEnd / sampleRate} s`;
  console.log(`${when}: ${seconds} s at ${sampleRate} Hz, ${place}, ${round}`);
}
tell('as made', wav.toBuffer());
wav.toSampleRate(24_000);
tell('resampled', wav.toBuffer());
JS

node show.js | tee seen
diff seen - <<'EXPECTED' || { echo 'It behaves otherwise now: this finding is over.'; exit 1; }
wavefile 11.0.0
as made: 3 s at 48000 Hz, marker "drop" at 1.5 s, loop from 0.5 s to 2 s
resampled: 3 s at 24000 Hz, marker "drop" at 3 s, loop from 1 s to 4 s
EXPECTED
