#!/usr/bin/env bash
# metaflac-js2 1.0.8 says of a stereo FLAC file with 24 bits that it has 3 channels and 16 bits.
#
# The channels (3 bits) and the bits of a sample (5 bits, one less than there are) stand side by side in a
# FLAC file, across a byte's edge. `getChannels` and `getBps` cut out as many bits, but at another place and
# without adding the one. For 16 bits and two channels the numbers are right by chance; with 24 bits, as many
# bounces have them, they are not, and one channel of 16 bits is none. One would expect what stands in the
# file, as music-metadata reads it.
#
# What follows for us: channels and bits come from our own reader (src/shared/audio/flac.ts), which is tested
# with 8 to 32 bits.
#
#   metaflac-js2 1.0.8, music-metadata 12.1.0
#   metaflac-js2: 2 channels and 16 bits; music-metadata: 2 and 16
#   metaflac-js2: 3 channels and 16 bits; music-metadata: 2 and 24
#   metaflac-js2: 1 channels and 16 bits; music-metadata: 1 and 24
#   metaflac-js2: 0 channels and 16 bits; music-metadata: 1 and 16
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact \
  metaflac-js2@1.0.8 music-metadata@12.1.0

cat > show.js <<'JS'
import { readFileSync } from 'node:fs';
import Metaflac from 'metaflac-js2';
import { parseBuffer } from 'music-metadata';

const versionOf = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')).version;
console.log(['metaflac-js2', 'music-metadata'].map((name) => `${name} ${versionOf(name)}`).join(', '));

/** The remainder that FLAC checks a frame and its header by. */
function remainder(bytes, polynomial, width) {
  let rest = 0;
  for (const byte of bytes) {
    rest ^= byte << (width - 8);
    for (let bit = 0; bit < 8; bit += 1) rest = ((rest << 1) ^ (rest >> (width - 1) ? polynomial : 0)) & (2 ** width - 1);
  }
  return rest;
}
/** 192 samples of silence at 48,000 Hz, one frame, every channel a constant. */
function flac(channels, bits) {
  const header = [0xff, 0xf8, 0x1a, ((channels - 1) << 4) | ({ 16: 4, 24: 6 }[bits] << 1), 0];
  const silence = new Array(1 + bits / 8).fill(0);
  const frame = [...header, remainder(header, 0x07, 8), ...new Array(channels).fill(silence).flat()];
  const check = remainder(frame, 0x8005, 16);
  const format = (48_000n << 44n) | (BigInt(channels - 1) << 41n) | (BigInt(bits - 1) << 36n) | 192n;
  const info = Buffer.alloc(34);
  info.writeUInt16BE(192, 0); // samples in the smallest block
  info.writeUInt16BE(192, 2); // and in the largest
  info.writeBigUInt64BE(format, 10);
  return Buffer.from([...Buffer.from('fLaC'), 0x80, 0, 0, info.length, ...info, ...frame, check >> 8, check & 0xff]);
}
for (const [channels, bits] of [[2, 16], [2, 24], [1, 24], [1, 16]]) {
  const bytes = flac(channels, bits);
  const read = new Metaflac(bytes);
  const { format } = await parseBuffer(bytes, 'audio/flac');
  const said = `${read.getChannels()} channels and ${read.getBps()} bits`;
  console.log(`metaflac-js2: ${said}; music-metadata: ${format.numberOfChannels} and ${format.bitsPerSample}`);
}
JS

node show.js | tee seen
diff seen - <<'EXPECTED' || { echo 'It behaves otherwise now: this finding is over.'; exit 1; }
metaflac-js2 1.0.8, music-metadata 12.1.0
metaflac-js2: 2 channels and 16 bits; music-metadata: 2 and 16
metaflac-js2: 3 channels and 16 bits; music-metadata: 2 and 24
metaflac-js2: 1 channels and 16 bits; music-metadata: 1 and 24
metaflac-js2: 0 channels and 16 bits; music-metadata: 1 and 16
EXPECTED
