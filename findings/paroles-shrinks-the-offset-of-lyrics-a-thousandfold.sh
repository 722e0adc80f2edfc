#!/usr/bin/env bash
# paroles 2.3.0 writes the offset of an LRC file in seconds, where the format has milliseconds.
#
# `[offset:500]` says that all lines come half a second sooner. The package reads it as 0.5, in seconds, as its
# README says, and `toString` writes the LRC text again with `[offset:0.5]`, which is half a millisecond to
# every reader, the package itself among them. Nothing but opening and saving, and the words are late by
# 500 ms; the times of the lines stay right. One would expect to read what was written.
#
# What follows for us: lyrics that somebody uploads are passed on byte for byte, never read and written again.
#
#   paroles 2.3.0
#   as made: [offset:500], read as 0.5 s, lines at 10 s and 20.5 s
#   written once: [offset:0.5], read as 0 s, lines at 10 s and 20.5 s
#   written twice: [offset:0], read as 0 s, lines at 10 s and 20.5 s
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact paroles@2.3.0

cat > show.js <<'JS'
import { readFileSync } from 'node:fs';
import { Lyrics } from 'paroles';

const { version } = JSON.parse(readFileSync('node_modules/paroles/package.json', 'utf8'));
console.log(`paroles ${version}`);

let text = '[ti:Song]\n[offset:500]\n[00:10.00]First line\n[00:20.50]Second line\n';
for (const when of ['as made', 'written once', 'written twice']) {
  const lyrics = new Lyrics(text);
  const times = lyrics.lines.map(({ time }) => time).join(' s and ');
  const [offset] = /\[offset:.*\]/.exec(text);
  console.log(`${when}: ${offset}, read as ${lyrics.info.offset} s, lines at ${times} s`);
  text = lyrics.toString();
}
JS

node show.js | tee seen
diff seen - <<'EXPECTED' || { echo 'It behaves otherwise now: this finding is over.'; exit 1; }
paroles 2.3.0
as made: [offset:500], read as 0.5 s, lines at 10 s and 20.5 s
written once: [offset:0.5], read as 0 s, lines at 10 s and 20.5 s
written twice: [offset:0], read as 0 s, lines at 10 s and 20.5 s
EXPECTED
