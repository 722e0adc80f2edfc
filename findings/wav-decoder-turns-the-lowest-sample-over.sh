#!/usr/bin/env bash
# wav-decoder 1.3.0 reads the lowest sample of a WAV file of 24 bits as the highest.
#
# Full scale downwards, -8,388,608, is +1 to it, not -1; the sample above it is -0.9999999 as it should be. The sign
# is given to what is more than 0x800000, and the lowest is just that. A loud bounce that touches the bottom
# jumps to the top for a sample and back, a click at full level. 8, 16 and 32 bits are right. One would expect
# -1, as audio-decode has it.
#
# What follows for us: samples are read by our own reader, and its test has the lowest one of every width
# (src/shared/audio/decode/pcm-samples.test.ts).
#
#   wav-decoder 1.3.0, audio-decode 3.12.0
#   16 bits, -16384, -32767, -32768, -32767, 32767
#     wav-decoder: -0.500, -1.000, -1.000, -1.000, 1.000
#     audio-decode: -0.500, -1.000, -1.000, -1.000, 1.000
#   24 bits, -4194304, -8388607, -8388608, -8388607, 8388607
#     wav-decoder: -0.500, -1.000, 1.000, -1.000, 1.000
#     audio-decode: -0.500, -1.000, -1.000, -1.000, 1.000
#   32 bits, -1073741824, -2147483647, -2147483648, -2147483647, 2147483647
#     wav-decoder: -0.500, -1.000, -1.000, -1.000, 1.000
#     audio-decode: -0.500, -1.000, -1.000, -1.000, 1.000
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact wav-decoder@1.3.0 audio-decode@3.12.0

cat > show.js <<'JS'
import { readFileSync } from 'node:fs';
import decode from 'audio-decode';
import WavDecoder from 'wav-decoder';

const versionOf = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')).version;
console.log(['wav-decoder', 'audio-decode'].map((name) => `${name} ${versionOf(name)}`).join(', '));

/** One channel at 48,000 Hz. */
function wav(bits, samples) {
  const size = bits / 8;
  const file = Buffer.alloc(44 + samples.length * size);
  file.write('RIFF', 0); file.writeUInt32LE(file.length - 8, 4); file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16); file.writeUInt16LE(1, 20); file.writeUInt16LE(1, 22);
  file.writeUInt32LE(48_000, 24); file.writeUInt32LE(48_000 * size, 28);
  file.writeUInt16LE(size, 32); file.writeUInt16LE(bits, 34);
  file.write('data', 36); file.writeUInt32LE(samples.length * size, 40);
  for (const [at, sample] of samples.entries()) file.writeIntLE(sample, 44 + at * size, size);
  return file.buffer.slice(file.byteOffset, file.byteOffset + file.length);
}
for (const bits of [16, 24, 32]) {
  const lowest = -(2 ** (bits - 1));
  const samples = [lowest / 2, lowest + 1, lowest, lowest + 1, -lowest - 1];
  const [read] = (await WavDecoder.decode(wav(bits, samples))).channelData;
  const { channelData: [other] } = await decode(wav(bits, samples));
  const show = (values) => Array.from(values, (value) => value.toFixed(3)).join(', ');
  console.log(`${bits} bits, ${samples.join(', ')}`);
  console.log(`  wav-decoder: ${show(read)}`);
  console.log(`  audio-decode: ${show(other)}`);
}
JS

node show.js | tee seen
diff seen - <<'EXPECTED' || { echo 'It behaves otherwise now: this finding is over.'; exit 1; }
wav-decoder 1.3.0, audio-decode 3.12.0
16 bits, -16384, -32767, -32768, -32767, 32767
  wav-decoder: -0.500, -1.000, -1.000, -1.000, 1.000
  audio-decode: -0.500, -1.000, -1.000, -1.000, 1.000
24 bits, -4194304, -8388607, -8388608, -8388607, 8388607
  wav-decoder: -0.500, -1.000, 1.000, -1.000, 1.000
  audio-decode: -0.500, -1.000, -1.000, -1.000, 1.000
32 bits, -1073741824, -2147483647, -2147483648, -2147483647, 2147483647
  wav-decoder: -0.500, -1.000, -1.000, -1.000, 1.000
  audio-decode: -0.500, -1.000, -1.000, -1.000, 1.000
EXPECTED
