#!/usr/bin/env bash
# metaflac-js2 1.0.8 takes away every tag and picture of a FLAC file when it sets one tag.
#
# Its README opens a file, calls `setTag('TITLE=…')` and `save()`, and calls the whole basically consistent
# with the official metaflac, where `--set-tag` adds a tag to those that are there. The package does not read
# them: after saving there is the new one and nothing else, the artist and the ReplayGain values are gone. The
# package that it is a fork of reads them; here those lines are commented out, and the README says no word of
# it. One would expect the other tags to stay.
#
# What follows for us: an upload is kept as it came; nothing of ours writes into it.
#
#   metaflac-js2 1.0.8, music-metadata 12.1.0
#   as made: ARTIST=Somebody, BPM=128, REPLAYGAIN_TRACK_GAIN=-6.20 dB
#   after setting a title: TITLE=Song
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

function text(words) {
  const bytes = Buffer.from(words);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return [...length, ...bytes];
}
const block = (type, bytes) => [type, 0, bytes.length >> 8, bytes.length & 0xff, ...bytes];

/** 192 samples of silence: 48,000 Hz, one channel, 16 bits, one frame; with three tags. */
const info = Buffer.alloc(34);
info.writeUInt16BE(192, 0); // samples in the smallest block
info.writeUInt16BE(192, 2); // and in the largest
info.writeBigUInt64BE((48_000n << 44n) | (15n << 36n) | 192n, 10);
const tags = ['ARTIST=Somebody', 'BPM=128', 'REPLAYGAIN_TRACK_GAIN=-6.20 dB'];
const comments = [...text('by hand'), tags.length, 0, 0, 0, ...tags.flatMap(text)];
const frame = [0xff, 0xf8, 0x1a, 0x08, 0x00, 0x07, 0x00, 0x00, 0x00, 0x17, 0xb4]; // 07 and 17 b4 are check sums
const file = Buffer.from([...Buffer.from('fLaC'), ...block(0, info), ...block(0x84, comments), ...frame]);

async function tell(when, bytes) {
  const { native } = await parseBuffer(bytes, 'audio/flac');
  console.log(`${when}: ${native.vorbis.map(({ id, value }) => `${id}=${value}`).join(', ')}`);
}
await tell('as made', file);
const flac = new Metaflac(file);
flac.setTag('TITLE=Song');
await tell('after setting a title', flac.save());
JS

node show.js | tee seen
diff seen - <<'EXPECTED' || { echo 'It behaves otherwise now: this finding is over.'; exit 1; }
metaflac-js2 1.0.8, music-metadata 12.1.0
as made: ARTIST=Somebody, BPM=128, REPLAYGAIN_TRACK_GAIN=-6.20 dB
after setting a title: TITLE=Song
EXPECTED
