#!/usr/bin/env bash
# mp3tag.js 3.16.0 reads an ID3 tag up to the first frame that it does not know, and saves no more than that.
#
# A chapter (CHAP) is such a frame. Of a file with title, chapter, album, comment and ReplayGain, written by
# node-id3 in that order, it gives the title and no error. Nothing else than changing the title and saving, as
# its README shows, and all that came after the chapter is gone from the file. There is an option `unsupported`
# that keeps unknown frames as bytes, and is off; with it off one would expect such a frame to be passed over,
# not that the known ones behind it are lost.
#
# What follows for us: that a reader gives few tags and no error does not mean that there are no more; and we
# never write into an upload.
#
#   mp3tag.js 3.16.0, node-id3 0.2.9
#   without a chapter: of TIT2, TALB, COMM, TXXX read TIT2, TALB, COMM, TXXX (no error), in the saved file TIT2, TALB, COMM, TXXX
#   with a chapter: of TIT2, CHAP, TALB, COMM, TXXX read TIT2 (no error), in the saved file TIT2
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact mp3tag.js@3.16.0 node-id3@0.2.9

cat > show.js <<'JS'
import { readFileSync } from 'node:fs';
import MP3Tag from 'mp3tag.js';
import NodeID3 from 'node-id3';

const versionOf = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')).version;
console.log(['mp3tag.js', 'node-id3'].map((name) => `${name} ${versionOf(name)}`).join(', '));

/** One second of MPEG frames of silence: 128 kbit/s, 44,100 Hz. */
const frame = Buffer.alloc(417);
frame.set([0xff, 0xfb, 0x90, 0x00]);
const sound = Buffer.concat(new Array(39).fill(frame));

const after = {
  album: 'Album',
  comment: { language: 'eng', text: 'Master 3' },
  userDefinedText: [{ description: 'REPLAYGAIN_TRACK_GAIN', value: '-6.20 dB' }],
};
const chapter = [{ elementID: 'one', startTimeMs: 0, endTimeMs: 1_000, tags: { title: 'Intro' } }];
const frames = (bytes) => Object.keys(NodeID3.read(bytes).raw).join(', ');

for (const [name, tags] of [
  ['without a chapter', { title: 'Song', ...after }],
  ['with a chapter', { title: 'Song', chapter, ...after }],
]) {
  const file = NodeID3.write(tags, sound);
  const mp3 = new MP3Tag(Uint8Array.from(file).buffer);
  mp3.read();
  const read = `${Object.keys(mp3.tags.v2).join(', ')} (${mp3.error === '' ? 'no error' : mp3.error})`;
  mp3.tags.v2.TIT2 = 'Song 2';
  mp3.save();
  console.log(`${name}: of ${frames(file)} read ${read}, in the saved file ${frames(Buffer.from(mp3.buffer))}`);
}
JS

node show.js | tee seen
diff seen - <<'EXPECTED' || { echo 'It behaves otherwise now: this finding is over.'; exit 1; }
mp3tag.js 3.16.0, node-id3 0.2.9
without a chapter: of TIT2, TALB, COMM, TXXX read TIT2, TALB, COMM, TXXX (no error), in the saved file TIT2, TALB, COMM, TXXX
with a chapter: of TIT2, CHAP, TALB, COMM, TXXX read TIT2 (no error), in the saved file TIT2
EXPECTED
