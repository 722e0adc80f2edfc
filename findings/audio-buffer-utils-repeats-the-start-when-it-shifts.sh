#!/usr/bin/env bash
# audio-buffer-utils 5.1.2 plays the start of a sound twice when it is shifted to a later time.
#
# `shift` moves a sound by so many samples and fills up with zeros, its README says. To an earlier time it does. To a
# later one the samples are moved and nothing is put in their place, so what was at the start is still there,
# and heard before it comes: silence of a tenth of a second before a take is its first tenth once more. One would
# expect zeros at the start as at the end.
#
# What follows for us: nothing of ours moves samples; a place in a sound is a number beside it.
#
#   audio-buffer-utils 5.1.2
#   1 2 3 4 5 6 by -2: 3 4 5 6 0 0, with zeros 3 4 5 6 0 0
#   1 2 3 4 5 6 by -1: 2 3 4 5 6 0, with zeros 2 3 4 5 6 0
#   1 2 3 4 5 6 by 0: 1 2 3 4 5 6, with zeros 1 2 3 4 5 6
#   1 2 3 4 5 6 by 1: 1 1 2 3 4 5, with zeros 0 1 2 3 4 5
#   1 2 3 4 5 6 by 2: 1 2 1 2 3 4, with zeros 0 0 1 2 3 4
#   1 2 3 4 5 6 by 3: 1 2 3 1 2 3, with zeros 0 0 0 1 2 3
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact audio-buffer-utils@5.1.2

cat > show.js <<'JS'
import { readFileSync } from 'node:fs';
import util from 'audio-buffer-utils';

const { version } = JSON.parse(readFileSync('node_modules/audio-buffer-utils/package.json', 'utf8'));
console.log(`audio-buffer-utils ${version}`);

for (const by of [-2, -1, 0, 1, 2, 3]) {
  const shifted = util.shift(util.create([[1, 2, 3, 4, 5, 6]], 1, 48_000), by);
  const expected = Array.from({ length: 6 }, (_, at) => [1, 2, 3, 4, 5, 6][at - by] ?? 0);
  console.log(`1 2 3 4 5 6 by ${by}: ${shifted.getChannelData(0).join(' ')}, with zeros ${expected.join(' ')}`);
}
JS

node show.js | tee seen
diff seen - <<'EXPECTED' || { echo 'It behaves otherwise now: this finding is over.'; exit 1; }
audio-buffer-utils 5.1.2
1 2 3 4 5 6 by -2: 3 4 5 6 0 0, with zeros 3 4 5 6 0 0
1 2 3 4 5 6 by -1: 2 3 4 5 6 0, with zeros 2 3 4 5 6 0
1 2 3 4 5 6 by 0: 1 2 3 4 5 6, with zeros 1 2 3 4 5 6
1 2 3 4 5 6 by 1: 1 1 2 3 4 5, with zeros 0 1 2 3 4 5
1 2 3 4 5 6 by 2: 1 2 1 2 3 4, with zeros 0 0 1 2 3 4
1 2 3 4 5 6 by 3: 1 2 3 1 2 3, with zeros 0 0 0 1 2 3
EXPECTED
