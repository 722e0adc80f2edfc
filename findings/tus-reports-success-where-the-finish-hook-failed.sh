#!/usr/bin/env bash
# @tus/server 2.4.5 with tus-js-client 4.3.1: an upload whose finish hook fails is a success to the client.
#
# `onUploadFinish` throws a 500, say because the record of the file could not be written. The client's
# PATCH gets that 500, so it asks where the upload stands (HEAD), hears that all bytes are there, and calls
# `onSuccess`. The hook is not run again. One would expect the client to report an error, or the hook to be
# asked once more when the client comes back.
#
# What follows for us: "uploaded" is what the app's own record says, never what `onSuccess` says; and the
# hook only wakes a job that can be run any number of times.
#
#   @tus/server 2.4.5, @tus/file-store 2.1.1, tus-js-client 4.3.1
#   POST 201
#   PATCH 500
#   HEAD 200
#   the hook ran once, and failed; the client says: success
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact \
  @tus/server@2.4.5 @tus/file-store@2.1.1 tus-js-client@4.3.1

cat > show.js <<'JS'
import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { FileStore } from '@tus/file-store';
import { Server } from '@tus/server';
import { Upload } from 'tus-js-client';

const names = ['@tus/server', '@tus/file-store', 'tus-js-client'];
const versionOf = (name) =>
  JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')).version;
console.log(names.map((name) => `${name} ${versionOf(name)}`).join(', '));

mkdirSync('files');
let runs = 0;
const tus = new Server({
  path: '/files',
  datastore: new FileStore({ directory: 'files' }),
  async onUploadFinish() {
    runs += 1;
    throw { status_code: 500, body: 'The record could not be written.' };
  },
});
const answers = [];
const server = createServer((request, response) => {
  response.on('finish', () => answers.push(`${request.method} ${response.statusCode}`));
  void tus.handle(request, response);
}).listen(0, '127.0.0.1');
await once(server, 'listening');

const verdict = await new Promise((resolve) => {
  new Upload(Buffer.alloc(100_000), {
    endpoint: `http://127.0.0.1:${server.address().port}/files`,
    retryDelays: [0, 0, 0],
    onSuccess: () => resolve('success'),
    onError: () => resolve('error'),
  }).start();
});
server.closeAllConnections();
server.close();
for (const answer of answers) console.log(answer);
console.log(`the hook ran ${runs === 1 ? 'once' : `${runs} times`}, and failed; the client says: ${verdict}`);
JS

node show.js | tee seen
diff seen - <<'EXPECTED' || { echo 'It behaves otherwise now: this finding is over.'; exit 1; }
@tus/server 2.4.5, @tus/file-store 2.1.1, tus-js-client 4.3.1
POST 201
PATCH 500
HEAD 200
the hook ran once, and failed; the client says: success
EXPECTED
