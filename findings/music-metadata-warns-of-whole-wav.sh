#!/usr/bin/env bash
# music-metadata 12.1.0 warns of a WAV file that is whole as if it were cut short.
#
# The file is as plain as can be: RIFF, "fmt ", "data", and exactly as many bytes as the headers say.
# `quality.warnings` says "Data chunk size exceeds file size" all the same. A file whose second half is
# missing gets that too, and beside it another warning that says the same in other words and is true. One
# would expect no warning for a whole file, so that any warning could be shown to whoever uploaded it.
#
# What follows for us: whether a bounce arrived whole is to be decided from the sizes in its own header,
# compared with the size of the file; that there are warnings says nothing.
#
#   music-metadata 12.1.0
#   whole (96044 of 96044 bytes): 1 s, Data chunk size exceeds file size
#   cut (48044 of 96044 bytes): 0.5 s, Data chunk size exceeds file size; data chunk length exceeding file length
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact music-metadata@12.1.0

cat > show.js <<'JS'
import { readFileSync } from 'node:fs';
import { parseBuffer } from 'music-metadata';

const { version } = JSON.parse(readFileSync('node_modules/music-metadata/package.json', 'utf8'));
console.log(`music-metadata ${version}`);

/** One second of silence: one channel, 16 bits, 48,000 times a second. */
const samples = 48_000;
const wav = Buffer.alloc(44 + samples * 2);
wav.write('RIFF', 0);
wav.writeUInt32LE(wav.length - 8, 4);
wav.write('WAVEfmt ', 8);
wav.writeUInt32LE(16, 16); // bytes of "fmt "
wav.writeUInt16LE(1, 20); // PCM
wav.writeUInt16LE(1, 22); // channels
wav.writeUInt32LE(samples, 24); // frames a second
wav.writeUInt32LE(samples * 2, 28); // bytes a second
wav.writeUInt16LE(2, 32); // bytes a frame
wav.writeUInt16LE(16, 34); // bits
wav.write('data', 36);
wav.writeUInt32LE(samples * 2, 40);

for (const [name, bytes] of [
  ['whole', wav],
  ['cut', wav.subarray(0, 44 + samples)],
]) {
  const { format, quality } = await parseBuffer(bytes, 'audio/wav');
  const warnings = quality.warnings.map(({ message }) => message).join('; ') || 'no warning';
  const size = `${bytes.length} of ${wav.length} bytes`;
  console.log(`${name} (${size}): ${format.duration} s, ${warnings}`);
}
JS

node show.js | tee seen
diff seen - <<'EXPECTED' || { echo 'It behaves otherwise now: this finding is over.'; exit 1; }
music-metadata 12.1.0
whole (96044 of 96044 bytes): 1 s, Data chunk size exceeds file size
cut (48044 of 96044 bytes): 0.5 s, Data chunk size exceeds file size; data chunk length exceeding file length
EXPECTED
