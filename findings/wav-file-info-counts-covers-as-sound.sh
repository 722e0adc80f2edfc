#!/usr/bin/env bash
# wav-file-info 0.0.10 counts whatever else is in a WAV file as sound: a picture makes a bounce longer.
#
# A WAV file may have more than samples in it, tags with a cover, markers, a peak file, each in a chunk that says its
# own length. The package divides the length of the whole file by the bytes a second: a cover of half a megabyte makes
# ten seconds almost thirteen, and a whole file without any is 0.2 ms too long by its header. `byte_rate` beside it is
# cut to 16 bits, so that 192,000 bytes a second are 60,928. No error is raised. One would expect the length of the
# samples, as wav-file-decoder has it.
#
# What follows for us: the length of a WAV file comes from its "data" chunk (src/shared/audio/riff.ts), and a test has
# chunks before and behind it.
#
#   wav-file-info 0.0.10, wav-file-decoder 1.0.3
#   nothing more: wav-file-info 10.0002 s, 60928 bytes a second; wav-file-decoder 10.0000 s
#   a cover of 500,000 bytes: wav-file-info 12.6044 s, 60928 bytes a second; wav-file-decoder 10.0000 s
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact wav-file-info@0.0.10 wav-file-decoder@1.0.3

cat > show.js <<'JS'
import { readFileSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { decodeWavFile } from 'wav-file-decoder';
import wavFileInfo from 'wav-file-info';

const versionOf = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')).version;
console.log(['wav-file-info', 'wav-file-decoder'].map((name) => `${name} ${versionOf(name)}`).join(', '));

function chunk(id, content) {
  const header = Buffer.alloc(8);
  header.write(id);
  header.writeUInt32LE(content.length, 4);
  return Buffer.concat([header, content, Buffer.alloc(content.length % 2)]);
}
const [rate, seconds] = [48_000, 10];
const format = Buffer.alloc(16);
format.writeUInt16LE(1, 0); format.writeUInt16LE(2, 2); // whole numbers, two channels
format.writeUInt32LE(rate, 4); format.writeUInt32LE(rate * 4, 8);
format.writeUInt16LE(4, 12); format.writeUInt16LE(16, 14);
const samples = chunk('data', Buffer.alloc(rate * seconds * 4));

for (const [what, behind] of [
  ['nothing more', []],
  ['a cover of 500,000 bytes', [chunk('id3 ', Buffer.alloc(500_000))]],
]) {
  const file = chunk('RIFF', Buffer.concat([Buffer.from('WAVE'), chunk('fmt ', format), samples, ...behind]));
  writeFileSync('sound.wav', file);
  const { duration, header } = await promisify(wavFileInfo.infoByFilename)('sound.wav');
  const { channelData } = decodeWavFile(file.buffer.slice(file.byteOffset, file.byteOffset + file.length));
  const said = `wav-file-info ${duration.toFixed(4)} s, ${header.byte_rate} bytes a second`;
  console.log(`${what}: ${said}; wav-file-decoder ${(channelData[0].length / rate).toFixed(4)} s`);
}
JS

node show.js | tee seen
diff seen - <<'EXPECTED' || { echo 'It behaves otherwise now: this finding is over.'; exit 1; }
wav-file-info 0.0.10, wav-file-decoder 1.0.3
nothing more: wav-file-info 10.0002 s, 60928 bytes a second; wav-file-decoder 10.0000 s
a cover of 500,000 bytes: wav-file-info 12.6044 s, 60928 bytes a second; wav-file-decoder 10.0000 s
EXPECTED
