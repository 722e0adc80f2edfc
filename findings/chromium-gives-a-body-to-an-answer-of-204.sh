#!/usr/bin/env bash
# Chromium 153: the answer to a fetch with status 204 has a body, and no response can be made of it anew.
#
# By the Fetch standard the body of a null body status (204, 205, 304) is null, and a script that makes such
# a response gets null. What comes from the network has an empty stream instead. Whoever passes the body
# through something, to see how far it has come, and makes a response of it with the status it had
# (`new Response(body, response)`), meets a TypeError, for nothing but an answer without content. Node's fetch
# gives null there.
#
# What follows for us: the one HTTP client gathers the parts itself and hands on content and headers; the
# status never goes into a response of our own making (src/lib/sync/http.ts).
#
#   Chromium 153.0.8010.0
#   status 204, body ReadableStream
#   0 parts in it
#   a response made of it throws TypeError
#   made by a script, body null
#   in Node, body null
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export TMPDIR=$folder # the browser is unpacked there
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact \
  @sparticuz/chromium@153.0.0 playwright-core@1.64.1

cat > show.js <<'JS'
import { once } from 'node:events';
import { createServer } from 'node:http';
import binary from '@sparticuz/chromium';
import { chromium } from 'playwright-core';

const server = createServer((request, response) => {
  if (request.url === '/nothing') response.writeHead(204).end();
  else response.setHeader('content-type', 'text/html').end('<p>');
}).listen(0, '127.0.0.1');
await once(server, 'listening');
const url = `http://127.0.0.1:${server.address().port}/`;

const executablePath = await binary.executablePath();
const browser = await chromium.launch({ executablePath, args: binary.args });
const page = await browser.newPage();
await page.goto(url);
const seen = await page.evaluate(async () => {
  const { status, body } = await fetch('/nothing');
  const said = [`status ${status}, body ${body === null ? 'null' : body.constructor.name}`];
  const parts = [];
  for await (const part of body ?? []) parts.push(part);
  said.push(`${parts.length} parts in it`);
  const answer = await fetch('/nothing');
  try {
    new Response(answer.body, answer);
    said.push('a response can be made of it');
  } catch (error) {
    said.push(`a response made of it throws ${error.name}`);
  }
  said.push(`made by a script, body ${new Response(null, { status: 204 }).body}`);
  return said;
});
seen.push(`in Node, body ${(await fetch(`${url}nothing`)).body}`);
console.log(`Chromium ${browser.version()}`);
for (const line of seen) console.log(line);
await browser.close();
server.close();

JS

node show.js | tee seen
diff seen - <<'EXPECTED' || { echo 'It behaves otherwise now: this finding is over.'; exit 1; }
Chromium 153.0.8010.0
status 204, body ReadableStream
0 parts in it
a response made of it throws TypeError
made by a script, body null
in Node, body null
EXPECTED
