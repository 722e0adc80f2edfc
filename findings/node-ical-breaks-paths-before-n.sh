#!/usr/bin/env bash
# node-ical 0.27.2 breaks the line inside a path, where a folder or a file begins with n.
#
# A backslash in the text of an iCalendar file is written as two, a line break as one and an "n". The package turns
# every "\n" into a line break first, also the one that begins with the second half of a backslash, and the
# backslashes after that. `D:\bounces\night.wav`, written by ical-generator by the rules, is read as
# `D:\bounces\`, a line break and `ight.wav`; `\\nas\new` goes the same way. One would expect the text that was
# written, as ical.js reads it.
#
# What follows for us: if text is escaped here one day, it is read back in one pass, and a test has a backslash
# before every letter that means something.
#
#   node-ical 0.27.2, ical-generator 11.1.2, ical.js 2.2.1
#   LOCATION:D:\\bounces\\mix.wav
#     node-ical: "D:\\bounces\\mix.wav"
#     ical.js: "D:\\bounces\\mix.wav"
#   LOCATION:D:\\bounces\\night.wav
#     node-ical: "D:\\bounces\\\night.wav"
#     ical.js: "D:\\bounces\\night.wav"
#   LOCATION:\\\\nas\\new\\mix.wav
#     node-ical: "\\\\\nas\\\new\\mix.wav"
#     ical.js: "\\\\nas\\new\\mix.wav"
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact \
  node-ical@0.27.2 ical-generator@11.1.2 ical.js@2.2.1

cat > show.js <<'JS'
import { readFileSync } from 'node:fs';
import generator from 'ical-generator';
import ICAL from 'ical.js';
import nodeIcal from 'node-ical';

const versionOf = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')).version;
console.log(['node-ical', 'ical-generator', 'ical.js'].map((name) => `${name} ${versionOf(name)}`).join(', '));

for (const path of ['D:\\bounces\\mix.wav', 'D:\\bounces\\night.wav', '\\\\nas\\new\\mix.wav']) {
  const calendar = generator();
  const time = new Date('2026-01-01T12:00:00Z');
  calendar.createEvent({ id: 'review', stamp: time, start: time, end: time, summary: 'Listen', location: path });
  const text = calendar.toString();
  const [line] = /LOCATION:.*/.exec(text);
  const { location } = Object.values(nodeIcal.sync.parseICS(text)).find(({ type }) => type === 'VEVENT');
  const event = new ICAL.Event(new ICAL.Component(ICAL.parse(text)).getFirstSubcomponent('vevent'));
  console.log(line);
  console.log(`  node-ical: ${JSON.stringify(location)}`);
  console.log(`  ical.js: ${JSON.stringify(event.location)}`);
}
JS

node show.js | tee seen
diff seen - <<'EXPECTED' || { echo 'It behaves otherwise now: this finding is over.'; exit 1; }
node-ical 0.27.2, ical-generator 11.1.2, ical.js 2.2.1
LOCATION:D:\\bounces\\mix.wav
  node-ical: "D:\\bounces\\mix.wav"
  ical.js: "D:\\bounces\\mix.wav"
LOCATION:D:\\bounces\\night.wav
  node-ical: "D:\\bounces\\\night.wav"
  ical.js: "D:\\bounces\\night.wav"
LOCATION:\\\\nas\\new\\mix.wav
  node-ical: "\\\\\nas\\\new\\mix.wav"
  ical.js: "\\\\nas\\new\\mix.wav"
EXPECTED
