#!/usr/bin/env bash
# @gplane/cue 0.2.0 cuts a title at the first quotation mark that it has written itself.
#
# A cue sheet says where the tracks of a mix begin, with titles in quotation marks. `dump` puts a backslash before
# those that are part of a title, and `parse` of the same package knows nothing of that: the title ends at the first
# of them and has the backslash at its end, the rest is an error. Reading, changing and writing again makes the title
# shorter, and the name of a file, by which the sound is found, goes the same way. A cue sheet has no way to write
# such a mark, so one would expect that it is left out or is an error, or that the package reads what it wrote.
#
# What follows for us: what is written in a format of others is read back by a test, with every mark that the format
# uses itself.
#
#   @gplane/cue 0.2.0
#   title Night Drive: read Night Drive, file Night Drive.wav, errors 0
#   title Night "Drive" (Live): read Night \, file Night \, errors 3
#   title 12" Mix: read 12\, file 12\, errors 1
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact @gplane/cue@0.2.0

cat > show.js <<'JS'
import { readFileSync } from 'node:fs';
import { dump, FileType, parse, TrackDataType } from '@gplane/cue';

const { version } = JSON.parse(readFileSync('node_modules/@gplane/cue/package.json', 'utf8'));
console.log(`@gplane/cue ${version}`);

for (const title of ['Night Drive', 'Night "Drive" (Live)', '12" Mix']) {
  const indexes = [{ number: 1, startingTime: [0, 0, 0] }];
  const track = { trackNumber: 1, dataType: TrackDataType.Audio, title, indexes };
  const file = { name: `${title}.wav`, type: FileType.Wave, tracks: [track] };
  const { sheet, errors } = parse(dump({ files: [file], comments: [] }));
  const [read] = sheet.files;
  console.log(`title ${title}: read ${read.tracks[0].title}, file ${read.name}, errors ${errors.length}`);
}
JS

node show.js | tee seen
diff seen - <<'EXPECTED' || { echo 'It behaves otherwise now: this finding is over.'; exit 1; }
@gplane/cue 0.2.0
title Night Drive: read Night Drive, file Night Drive.wav, errors 0
title Night "Drive" (Live): read Night \, file Night \, errors 3
title 12" Mix: read 12\, file 12\, errors 1
EXPECTED
