#!/usr/bin/env bash
# lrc-kit 1.2.1 writes, and lrc-file-parser 2.4.2 reads, five hundredths of a second in lyrics as five tenths.
#
# `[00:13.05]` is 13.05 s. lrc-kit reads it so, and writes it as `[00:13.50]`: the zero is put behind the five, not
# before it; 13.999 s it writes as "13.100". lrc-file-parser takes the zero away before it fills the number up
# to milliseconds, so that it sings the line of 13.05 at 13.5, and a second line at 13.5 is taken for
# a translation of it. Nine times of a hundred are such, and the line comes up to 0.81 s late. One would expect
# the times that stand there, as paroles reads them.
#
# What follows for us: lyrics that somebody uploads are passed on byte for byte, and a time that is shown is tested
# with hundredths below ten.
#
#   lrc-kit 1.2.1, lrc-file-parser 2.4.2, paroles 2.3.0
#   [00:13.05]Line: lrc-kit 13.05 s, lrc-file-parser 13.5 s, paroles 13.05 s; lrc-kit writes [00:13.50]Line
#   [00:13.50]Line: lrc-kit 13.5 s, lrc-file-parser 13.5 s, paroles 13.5 s; lrc-kit writes [00:13.50]Line
#   [00:13.09]Line: lrc-kit 13.09 s, lrc-file-parser 13.9 s, paroles 13.09 s; lrc-kit writes [00:13.90]Line
#   [00:13.10]Line: lrc-kit 13.1 s, lrc-file-parser 13.1 s, paroles 13.1 s; lrc-kit writes [00:13.10]Line
#   [00:13.99]Line: lrc-kit 13.99 s, lrc-file-parser 13.99 s, paroles 13.99 s; lrc-kit writes [00:13.99]Line
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact \
  lrc-kit@1.2.1 lrc-file-parser@2.4.2 paroles@2.3.0

cat > show.js <<'JS'
import { readFileSync } from 'node:fs';
import Parser from 'lrc-file-parser';
import { Lrc } from 'lrc-kit';
import { Lyrics } from 'paroles';

const names = ['lrc-kit', 'lrc-file-parser', 'paroles'];
const versionOf = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')).version;
console.log(names.map((name) => `${name} ${versionOf(name)}`).join(', '));

for (const time of ['00:13.05', '00:13.50', '00:13.09', '00:13.10', '00:13.99']) {
  const text = `[${time}]Line`;
  const kit = Lrc.parse(text);
  const parser = new Parser({});
  parser.setLyric(text);
  const { lines } = new Lyrics(text);
  const seconds = `lrc-kit ${kit.lyrics[0].timestamp} s, lrc-file-parser ${parser.lines[0].time / 1_000} s`;
  console.log(`${text}: ${seconds}, paroles ${lines[0].time} s; lrc-kit writes ${kit.toString()}`);
}
JS

node show.js | tee seen
diff seen - <<'EXPECTED' || { echo 'It behaves otherwise now: this finding is over.'; exit 1; }
lrc-kit 1.2.1, lrc-file-parser 2.4.2, paroles 2.3.0
[00:13.05]Line: lrc-kit 13.05 s, lrc-file-parser 13.5 s, paroles 13.05 s; lrc-kit writes [00:13.50]Line
[00:13.50]Line: lrc-kit 13.5 s, lrc-file-parser 13.5 s, paroles 13.5 s; lrc-kit writes [00:13.50]Line
[00:13.09]Line: lrc-kit 13.09 s, lrc-file-parser 13.9 s, paroles 13.09 s; lrc-kit writes [00:13.90]Line
[00:13.10]Line: lrc-kit 13.1 s, lrc-file-parser 13.1 s, paroles 13.1 s; lrc-kit writes [00:13.10]Line
[00:13.99]Line: lrc-kit 13.99 s, lrc-file-parser 13.99 s, paroles 13.99 s; lrc-kit writes [00:13.99]Line
EXPECTED
