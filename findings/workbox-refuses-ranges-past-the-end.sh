#!/usr/bin/env bash
# workbox-range-requests 7.4.1 refuses a range that ends after the end, and answers one that begins after it.
#
# By HTTP a last position past the end means the last byte, and a suffix longer than the file means all of it:
# players ask in pieces of a fixed size and need not know the length. `createPartialResponse` answers 416 to
# both, so the last piece of a kept sound, or all of a short one, is refused. Where the last position is one
# too far it promises a byte more than there is ("0-1000/1000"), and a range that begins at the end, the one
# that HTTP has the 416 for, is a 206 with "1000-999/1000". One would expect 206, 206, 206 and 416.
#
# What follows for us: the worker reads ranges of kept sounds itself, and the test of that has ranges past the end
# (src/shared/base/byte-range.test.ts).
#
#   workbox-range-requests 7.4.1
#   bytes=0-499 of 1000: 206, bytes 0-499/1000 (by HTTP 206, bytes 0-499/1000)
#   bytes=500-1499 of 1000: 416 (by HTTP 206, bytes 500-999/1000)
#   bytes=-2000 of 1000: 416 (by HTTP 206, bytes 0-999/1000)
#   bytes=0-1000 of 1000: 206, bytes 0-1000/1000 (by HTTP 206, bytes 0-999/1000)
#   bytes=1000- of 1000: 206, bytes 1000-999/1000 (by HTTP 416)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact workbox-range-requests@7.4.1

cat > show.js <<'JS'
import { readFileSync } from 'node:fs';

globalThis.self = globalThis; // what a service worker has and Node has not
process.env.NODE_ENV = 'production';
const { createPartialResponse } = await import('workbox-range-requests');

const { version } = JSON.parse(readFileSync('node_modules/workbox-range-requests/package.json', 'utf8'));
console.log(`workbox-range-requests ${version}`);

const size = 1_000;
for (const [range, expected] of [
  ['bytes=0-499', '206, bytes 0-499/1000'],
  ['bytes=500-1499', '206, bytes 500-999/1000'],
  ['bytes=-2000', '206, bytes 0-999/1000'],
  ['bytes=0-1000', '206, bytes 0-999/1000'],
  ['bytes=1000-', '416'],
]) {
  const request = new Request('https://sound.example/1', { headers: { range } });
  const whole = new Response(new Uint8Array(size), { headers: { 'content-type': 'audio/wav' } });
  const { status, headers } = await createPartialResponse(request, whole);
  const said = status === 206 ? `206, ${headers.get('content-range')}` : String(status);
  console.log(`${range} of ${size}: ${said} (by HTTP ${expected})`);
}
JS

node show.js | tee seen
diff seen - <<'EXPECTED' || { echo 'It behaves otherwise now: this finding is over.'; exit 1; }
workbox-range-requests 7.4.1
bytes=0-499 of 1000: 206, bytes 0-499/1000 (by HTTP 206, bytes 0-499/1000)
bytes=500-1499 of 1000: 416 (by HTTP 206, bytes 500-999/1000)
bytes=-2000 of 1000: 416 (by HTTP 206, bytes 0-999/1000)
bytes=0-1000 of 1000: 206, bytes 0-1000/1000 (by HTTP 206, bytes 0-999/1000)
bytes=1000- of 1000: 206, bytes 1000-999/1000 (by HTTP 416)
EXPECTED
