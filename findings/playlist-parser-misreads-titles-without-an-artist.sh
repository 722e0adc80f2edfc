#!/usr/bin/env bash
# playlist-parser 0.0.12 puts the length into the title where an entry of an M3U playlist names no artist.
#
# `#EXTINF:95,Night Drive` is a track of 95 seconds. The package reads the title "95,Night Drive" and the length
# 0. With a hyphen in a word the title is cut there, spaces or not: "Lo-Fi Beat" is by "Lo". A length with a
# fraction goes into the title in any case. Only "Artist - Title" behind whole seconds is read, and with a
# space too many behind the artist. One would expect length and title of what m3u, another package, has written,
# as m3u-parser-generator reads them.
#
# What follows for us: if playlists come in or go out one day, the first comma ends the length, and the rest is
# the title as it stands.
#
#   playlist-parser 0.0.12, m3u 0.0.2, m3u-parser-generator 5.0.2
#   212 s, "Some Band - First Song": 212 s, artist "Some Band ", title "First Song"
#   95 s, "Night Drive": 0 s, artist "", title "95,Night Drive"
#   95 s, "Lo-Fi Beat": 95 s, artist "Lo", title "Fi Beat"
#   95.5 s, "Some Band - Second Song": 0 s, artist "", title "95.5,Some Band - Second Song"
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact \
  playlist-parser@0.0.12 m3u@0.0.2 m3u-parser-generator@5.0.2

cat > show.js <<'JS'
import { readFileSync } from 'node:fs';
import m3u from 'm3u';
import { M3uParser } from 'm3u-parser-generator';
import parsers from 'playlist-parser';

const names = ['playlist-parser', 'm3u', 'm3u-parser-generator'];
const versionOf = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')).version;
console.log(names.map((name) => `${name} ${versionOf(name)}`).join(', '));

const playlist = m3u.extendedWriter();
for (const [seconds, title] of [
  [212, 'Some Band - First Song'],
  [95, 'Night Drive'],
  [95, 'Lo-Fi Beat'],
  [95.5, 'Some Band - Second Song'],
]) {
  playlist.file(`${title}.mp3`, seconds, title);
}
const read = parsers.M3U.parse(playlist.toString());
const { medias } = new M3uParser().parse(playlist.toString());
for (const [at, { length, artist, title }] of read.entries()) {
  const other = medias[at];
  console.log(`${other.duration} s, "${other.name}": ${length} s, artist "${artist}", title "${title}"`);
}
JS

node show.js | tee seen
diff seen - <<'EXPECTED' || { echo 'It behaves otherwise now: this finding is over.'; exit 1; }
playlist-parser 0.0.12, m3u 0.0.2, m3u-parser-generator 5.0.2
212 s, "Some Band - First Song": 212 s, artist "Some Band ", title "First Song"
95 s, "Night Drive": 0 s, artist "", title "95,Night Drive"
95 s, "Lo-Fi Beat": 95 s, artist "Lo", title "Fi Beat"
95.5 s, "Some Band - Second Song": 0 s, artist "", title "95.5,Some Band - Second Song"
EXPECTED
