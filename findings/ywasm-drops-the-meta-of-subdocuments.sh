#!/usr/bin/env bash
# ywasm 0.18.3 drops the `meta` of a subdocument from what it passes on.
#
# A yjs document may hold others, and each has a `meta` that travels with the place where it stands: the
# title to show before anything of the inner document is loaded. A peer that has its state from yjs has it; a peer
# behind ywasm, a server or a relay, has none: guid, `autoLoad` and the setting of `gc` come through, `meta` is
# null. It was in the update that ywasm was given, and a peer who starts from what ywasm keeps never sees
# it. One would expect a port of the same format to pass on what it is given.
#
# What follows for us: what is said of a track stands in records of its own, not beside a nested document, and
# both ends are yjs.
#
#   yjs 13.6.33, ywasm 0.18.3
#   from yjs: {"guid":"track-1","meta":{"title":"Night Drive"},"autoLoad":true,"gc":false}
#   by way of ywasm: {"guid":"track-1","meta":null,"autoLoad":true,"gc":false}
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact yjs@13.6.33 ywasm@0.18.3

cat > show.js <<'JS'
import { readFileSync } from 'node:fs';
import * as Y from 'yjs';
import ywasm from 'ywasm';

const versionOf = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')).version;
console.log(['yjs', 'ywasm'].map((name) => `${name} ${versionOf(name)}`).join(', '));

const doc = new Y.Doc();
const inner = new Y.Doc({ guid: 'track-1', meta: { title: 'Night Drive' }, autoLoad: true, gc: false });
doc.getMap('tracks').set('1', inner);
const update = Y.encodeStateAsUpdate(doc);

function tell(when, state) {
  const peer = new Y.Doc();
  Y.applyUpdate(peer, state);
  const { guid, meta, autoLoad, gc } = peer.getMap('tracks').get('1');
  console.log(`${when}: ${JSON.stringify({ guid, meta, autoLoad, gc })}`);
}
tell('from yjs', update);

const between = new ywasm.YDoc();
ywasm.applyUpdate(between, update);
tell('by way of ywasm', ywasm.encodeStateAsUpdate(between));
JS

node show.js | tee seen
diff seen - <<'EXPECTED' || { echo 'It behaves otherwise now: this finding is over.'; exit 1; }
yjs 13.6.33, ywasm 0.18.3
from yjs: {"guid":"track-1","meta":{"title":"Night Drive"},"autoLoad":true,"gc":false}
by way of ywasm: {"guid":"track-1","meta":null,"autoLoad":true,"gc":false}
EXPECTED
