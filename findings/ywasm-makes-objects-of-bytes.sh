#!/usr/bin/env bash
# ywasm 0.18.3 writes a Uint8Array into a document as an object with a key for every byte.
#
# In yjs a value of a map or of an array may be bytes, and ywasm reads them as bytes and passes them on as bytes. What
# is set through ywasm itself is another thing for every peer: `{"0":222,"1":173}`, with no length and no type. No
# error is raised. One would expect the same value on both sides, as with numbers, texts and objects.
#
# What follows for us: the marks are bytes in a map (src/shared/marks/doc-records.ts), and what finds no bytes there
# leaves them out; both ends are yjs, and one of another kind is tested with those first.
#
#   yjs 13.6.33, ywasm 0.18.3
#   set by yjs: Uint8Array {"0":222,"1":173,"2":190,"3":239}
#   set by yjs, by way of ywasm: Uint8Array {"0":222,"1":173,"2":190,"3":239}
#   set by ywasm: Object {"0":222,"1":173,"2":190,"3":239}
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

const cover = Uint8Array.of(0xde, 0xad, 0xbe, 0xef);
const show = (value) => `${value.constructor.name} ${JSON.stringify({ ...value })}`;

const byYjs = new Y.Doc();
byYjs.getMap('track').set('cover', cover);
const between = new ywasm.YDoc();
ywasm.applyUpdate(between, Y.encodeStateAsUpdate(byYjs));
const byYwasm = new ywasm.YDoc();
byYwasm.getMap('track').set('cover', cover);

for (const [when, update] of [
  ['set by yjs', Y.encodeStateAsUpdate(byYjs)],
  ['set by yjs, by way of ywasm', ywasm.encodeStateAsUpdate(between)],
  ['set by ywasm', ywasm.encodeStateAsUpdate(byYwasm)],
]) {
  const peer = new Y.Doc();
  Y.applyUpdate(peer, update);
  console.log(`${when}: ${show(peer.getMap('track').get('cover'))}`);
}
JS

node show.js | tee seen
diff seen - <<'EXPECTED' || { echo 'It behaves otherwise now: this finding is over.'; exit 1; }
yjs 13.6.33, ywasm 0.18.3
set by yjs: Uint8Array {"0":222,"1":173,"2":190,"3":239}
set by yjs, by way of ywasm: Uint8Array {"0":222,"1":173,"2":190,"3":239}
set by ywasm: Object {"0":222,"1":173,"2":190,"3":239}
EXPECTED
