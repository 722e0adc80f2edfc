#!/usr/bin/env bash
# osc-js 2.4.1 rounds the time of an OSC bundle that it reads to a whole second.
#
# A bundle says when its messages are due, to a fraction of a nanosecond. The package writes that as it should;
# `timestamp()` of what it has read rounds the fraction to 0 or 1 before it is added to the seconds. A bundle for
# half a second from now is due up to half a second late, one for a quarter is due at once, and the package's own
# handler waits by that number. One would expect the milliseconds that were put in, as osc reads them from
# the same bytes.
#
# What follows for us: times are whole milliseconds since 1970 wherever they are stored or sent, and the place
# in a sound is a number of its own.
#
#   osc-js 2.4.1, osc 2.4.5
#   due after 0 ms: osc-js reads 0 ms, osc reads 0 ms
#   due after 250 ms: osc-js reads 0 ms, osc reads 250 ms
#   due after 499 ms: osc-js reads 0 ms, osc reads 499 ms
#   due after 500 ms: osc-js reads 1000 ms, osc reads 500 ms
#   due after 750 ms: osc-js reads 1000 ms, osc reads 750 ms
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact osc-js@2.4.1 osc@2.4.5

cat > show.js <<'JS'
import { readFileSync } from 'node:fs';
import osc from 'osc';
import OSC from 'osc-js';

const versionOf = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')).version;
console.log(['osc-js', 'osc'].map((name) => `${name} ${versionOf(name)}`).join(', '));

const second = Date.UTC(2026, 0, 1);
for (const milliseconds of [0, 250, 499, 500, 750]) {
  const bytes = new OSC.Bundle([new OSC.Message('/clip/start', 1)], second + milliseconds).pack();
  const read = new OSC.Bundle();
  read.unpack(new DataView(bytes.buffer));
  const due = read.timetag.value.timestamp() - second;
  const { native } = osc.readPacket(bytes, { metadata: true }).timeTag;
  console.log(`due after ${milliseconds} ms: osc-js reads ${due} ms, osc reads ${native - second} ms`);
}
JS

node show.js | tee seen
diff seen - <<'EXPECTED' || { echo 'It behaves otherwise now: this finding is over.'; exit 1; }
osc-js 2.4.1, osc 2.4.5
due after 0 ms: osc-js reads 0 ms, osc reads 0 ms
due after 250 ms: osc-js reads 0 ms, osc reads 250 ms
due after 499 ms: osc-js reads 0 ms, osc reads 499 ms
due after 500 ms: osc-js reads 1000 ms, osc reads 500 ms
due after 750 ms: osc-js reads 1000 ms, osc reads 750 ms
EXPECTED
