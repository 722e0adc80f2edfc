#!/usr/bin/env bash
# @syncedstore/core 0.6.0 takes away one entry of a list where `splice` is to take away all behind a place, and says
# that it took all.
#
# A list of it is an array to its types, and `splice(2)` of four entries removes the last two, by the language. Here
# the two come back as removed, and one of them stays in the list, in the document and at every peer. With a number
# behind the place it is right. What cuts a list to its first entries leaves all but one of the rest. One would
# expect the list without what `splice` gave back.
#
# What follows for us: a change is one to a record, and what is shown is read of the document, never of what a call
# gave back.
#
#   @syncedstore/core 0.6.0, yjs 13.6.33
#   splice(2, 2) of a b c d: took away c d, left a b; an array is left with a b
#   splice(2) of a b c d: took away c d, left a b d; an array is left with a b
#   splice(0) of a b c d: took away a b c d, left b c d; an array is left with none
#   splice(-3) of a b c d: took away b c d, left a c d; an array is left with a
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact @syncedstore/core@0.6.0 yjs@13.6.33

cat > show.js <<'JS'
import { readFileSync } from 'node:fs';
import { getYjsDoc, syncedStore } from '@syncedstore/core';
import * as Y from 'yjs';

const versionOf = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')).version;
console.log(['@syncedstore/core', 'yjs'].map((name) => `${name} ${versionOf(name)}`).join(', '));

for (const parameters of [[2, 2], [2], [0], [-3]]) {
  const store = syncedStore({ tracks: [] });
  store.tracks.push('a', 'b', 'c', 'd');
  const gone = store.tracks.splice(...parameters);
  const peer = new Y.Doc();
  Y.applyUpdate(peer, Y.encodeStateAsUpdate(getYjsDoc(store)));
  const array = ['a', 'b', 'c', 'd'];
  array.splice(...parameters);
  const left = peer.getArray('tracks').toArray();
  const said = `took away ${gone.join(' ')}, left ${left.join(' ')}`;
  const expected = array.join(' ') || 'none';
  console.log(`splice(${parameters.join(', ')}) of a b c d: ${said}; an array is left with ${expected}`);
}
JS

node show.js | tee seen
diff seen - <<'EXPECTED' || { echo 'It behaves otherwise now: this finding is over.'; exit 1; }
@syncedstore/core 0.6.0, yjs 13.6.33
splice(2, 2) of a b c d: took away c d, left a b; an array is left with a b
splice(2) of a b c d: took away c d, left a b d; an array is left with a b
splice(0) of a b c d: took away a b c d, left b c d; an array is left with none
splice(-3) of a b c d: took away b c d, left a c d; an array is left with a
EXPECTED
