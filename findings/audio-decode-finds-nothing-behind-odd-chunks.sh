#!/usr/bin/env bash
# audio-decode 3.12.0 finds no sound in a WAV file that has a chunk of odd length before its samples.
#
# In a RIFF file a chunk of odd length is followed by a byte that its length does not count. The package does not hop
# over that byte, so it reads every chunk behind from the wrong place and finds no "data". No error is
# raised: the promise is kept, with no channels and a sample rate of 0. Broadcast WAV files have a `bext` chunk whose
# history, or an `iXML` chunk whose text, may be of any length. The part of the package that reads tags does hop
# over the byte. One would expect the samples, as wav-file-decoder finds them.
#
# What follows for us: our own reader hops over the byte, and a test has such a chunk (src/shared/audio/riff.test.ts).
#
#   audio-decode 3.12.0, @audio/decode-wav 1.5.1, wav-file-decoder 1.0.3
#   before the samples nothing
#     audio-decode: 1 channels at 48000 Hz, 48000 samples
#     wav-file-decoder: 1 channels at 48000 Hz, 48000 samples
#   before the samples a bext chunk of 602 bytes
#     audio-decode: 1 channels at 48000 Hz, 48000 samples
#     wav-file-decoder: 1 channels at 48000 Hz, 48000 samples
#   before the samples a bext chunk of 603 bytes
#     audio-decode: 0 channels at 0 Hz, 0 samples
#     wav-file-decoder: 1 channels at 48000 Hz, 48000 samples
#   before the samples an iXML chunk of 31 bytes
#     audio-decode: 0 channels at 0 Hz, 0 samples
#     wav-file-decoder: 1 channels at 48000 Hz, 48000 samples
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact \
  audio-decode@3.12.0 @audio/decode@3.16.2 @audio/decode-wav@1.5.1 wav-file-decoder@1.0.3

cat > show.js <<'JS'
import { readFileSync } from 'node:fs';
import decode from 'audio-decode';
import { decodeWavFile } from 'wav-file-decoder';

const names = ['audio-decode', '@audio/decode-wav', 'wav-file-decoder'];
const versionOf = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')).version;
console.log(names.map((name) => `${name} ${versionOf(name)}`).join(', '));

function chunk(id, content) {
  const header = Buffer.alloc(8);
  header.write(id);
  header.writeUInt32LE(content.length, 4);
  return Buffer.concat([header, content, Buffer.alloc(content.length % 2)]);
}
const format = Buffer.alloc(16);
format.writeUInt16LE(1, 0); format.writeUInt16LE(1, 2); // whole numbers, one channel
format.writeUInt32LE(48_000, 4); format.writeUInt32LE(96_000, 8);
format.writeUInt16LE(2, 12); format.writeUInt16LE(16, 14);
const samples = Buffer.from(Int16Array.from({ length: 48_000 }, (_, at) => 8_000 * Math.sin(at / 20)).buffer);

for (const [what, before] of [
  ['nothing', []],
  ['a bext chunk of 602 bytes', [chunk('bext', Buffer.alloc(602))]],
  ['a bext chunk of 603 bytes', [chunk('bext', Buffer.alloc(603))]],
  ['an iXML chunk of 31 bytes', [chunk('iXML', Buffer.from('<BWFXML><TAKE>7</TAKE></BWFXML>'))]],
]) {
  const chunks = [...before, chunk('fmt ', format), chunk('data', samples)];
  const file = chunk('RIFF', Buffer.concat([Buffer.from('WAVE'), ...chunks]));
  const bytes = file.buffer.slice(file.byteOffset, file.byteOffset + file.length);
  const { channelData, sampleRate } = await decode(bytes);
  const other = decodeWavFile(bytes);
  const said = ({ length }, rate, count = 0) => `${length} channels at ${rate} Hz, ${count} samples`;
  console.log(`before the samples ${what}`);
  console.log(`  audio-decode: ${said(channelData, sampleRate, channelData[0]?.length)}`);
  console.log(`  wav-file-decoder: ${said(other.channelData, other.sampleRate, other.channelData[0].length)}`);
}
JS

node show.js | tee seen
diff seen - <<'EXPECTED' || { echo 'It behaves otherwise now: this finding is over.'; exit 1; }
audio-decode 3.12.0, @audio/decode-wav 1.5.1, wav-file-decoder 1.0.3
before the samples nothing
  audio-decode: 1 channels at 48000 Hz, 48000 samples
  wav-file-decoder: 1 channels at 48000 Hz, 48000 samples
before the samples a bext chunk of 602 bytes
  audio-decode: 1 channels at 48000 Hz, 48000 samples
  wav-file-decoder: 1 channels at 48000 Hz, 48000 samples
before the samples a bext chunk of 603 bytes
  audio-decode: 0 channels at 0 Hz, 0 samples
  wav-file-decoder: 1 channels at 48000 Hz, 48000 samples
before the samples an iXML chunk of 31 bytes
  audio-decode: 0 channels at 0 Hz, 0 samples
  wav-file-decoder: 1 channels at 48000 Hz, 48000 samples
EXPECTED
