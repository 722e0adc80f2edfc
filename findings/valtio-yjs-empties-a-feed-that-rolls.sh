#!/usr/bin/env bash
# valtio-yjs 0.7.0 makes null of every entry of a list, for everybody, where one is added and the first is taken away
# at once.
#
# It binds a valtio state to a yjs document. A list that keeps its last five gets a sixth by `push` and loses its first
# by `shift`, in one go, and what arrives in the document is five times null; every peer has it, and the state that
# was bound follows. Each of the two alone is right, and so are both the other way round or with a pause between. No
# error is raised. One would expect the five that were left.
#
# What follows for us: what stands in a list is a record of its own with a key, and a feed is what is read of
# them, never a list that rolls.
#
#   valtio-yjs 0.7.0, valtio 2.3.1, yjs 13.6.33
#   push: peer ["a","b","c","d","e","f"], state ["a","b","c","d","e","f"]
#   shift: peer ["b","c","d","e"], state ["b","c","d","e"]
#   shift and push: peer ["b","c","d","e","f"], state ["b","c","d","e","f"]
#   push, later shift: peer ["b","c","d","e","f"], state ["b","c","d","e","f"]
#   push and shift: peer [null,null,null,null,null], state [null,null,null,null,null]
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact valtio-yjs@0.7.0 valtio@2.3.1 yjs@13.6.33

cat > show.js <<'JS'
import { readFileSync } from 'node:fs';
import { proxy } from 'valtio/vanilla';
import { bind } from 'valtio-yjs';
import * as Y from 'yjs';

const versionOf = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')).version;
console.log(['valtio-yjs', 'valtio', 'yjs'].map((name) => `${name} ${versionOf(name)}`).join(', '));

const add = (list) => list.push('f');
const takeAway = (list) => list.shift();
for (const [what, goes] of [
  ['push', [[add]]],
  ['shift', [[takeAway]]],
  ['shift and push', [[takeAway, add]]],
  ['push, later shift', [[add], [takeAway]]],
  ['push and shift', [[add, takeAway]]],
]) {
  const doc = new Y.Doc();
  const feed = doc.getArray('feed');
  feed.push(['a', 'b', 'c', 'd', 'e']);
  const state = proxy([]);
  bind(state, feed);
  for (const steps of goes) {
    const written = new Promise((resolve) => doc.once('update', resolve));
    for (const step of steps) step(state);
    await written;
  }
  const peer = new Y.Doc();
  Y.applyUpdate(peer, Y.encodeStateAsUpdate(doc));
  console.log(`${what}: peer ${JSON.stringify(peer.getArray('feed'))}, state ${JSON.stringify(state)}`);
}
JS

node show.js | tee seen
diff seen - <<'EXPECTED' || { echo 'It behaves otherwise now: this finding is over.'; exit 1; }
valtio-yjs 0.7.0, valtio 2.3.1, yjs 13.6.33
push: peer ["a","b","c","d","e","f"], state ["a","b","c","d","e","f"]
shift: peer ["b","c","d","e"], state ["b","c","d","e"]
shift and push: peer ["b","c","d","e","f"], state ["b","c","d","e","f"]
push, later shift: peer ["b","c","d","e","f"], state ["b","c","d","e","f"]
push and shift: peer [null,null,null,null,null], state [null,null,null,null,null]
EXPECTED
