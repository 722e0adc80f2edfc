#!/usr/bin/env bash
# subsrt-ts 2.1.2 eats the first letter of every line that it reads from an ASS or SSA file.
#
# The text is the last of the fields of a `Dialogue:` line, and commas divide those. The package wants one more sign
# behind the last comma, a space perhaps, and drops what is there: "Night drive" is "ight drive". It writes no
# space there itself, so that words that go through its own writing and reading lose a letter each time; and
# the override of a line that begins with one, `{\i1}`, stays in the text without its brace.
# SRT and VTT come back whole. One would expect to read what was written.
#
# What follows for us: words that belong to a sound are passed on as the file that they came in.
#
#   subsrt-ts 2.1.2
#   an ASS file: ["ight drive","\\i1}Slow down"]
#   written as srt and read: ["Night drive"], converted to the same: ["Night drive"]
#   written as vtt and read: ["Night drive"], converted to the same: ["Night drive"]
#   written as ass and read: ["ight drive"], converted to the same: ["ght drive"]
#   written as ssa and read: ["ight drive"], converted to the same: ["ght drive"]
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact subsrt-ts@2.1.2

cat > show.js <<'JS'
import { readFileSync } from 'node:fs';
import subsrt from 'subsrt-ts';

const { version } = JSON.parse(readFileSync('node_modules/subsrt-ts/package.json', 'utf8'));
console.log(`subsrt-ts ${version}`);

const textOf = (content, format) =>
  JSON.stringify(
    subsrt.parse(content, { format }).filter(({ type }) => type === 'caption').map(({ text }) => text),
  );
const ass = String.raw`[Script Info]
ScriptType: v4.00+

[V4+ Styles]
Format: Name, Fontname, Fontsize
Style: Default,Arial,20

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Dialogue: 0,0:00:01.00,0:00:04.00,Default,,0,0,0,,Night drive
Dialogue: 0,0:00:05.00,0:00:06.00,Default,,0,0,0,,{\i1}Slow{\i0} down
`;
console.log(`an ASS file: ${textOf(ass, 'ass')}`);

const captions = [{ type: 'caption', start: 1_000, end: 4_000, text: 'Night drive' }];
for (const format of ['srt', 'vtt', 'ass', 'ssa']) {
  const once = subsrt.build(captions, { format });
  const twice = subsrt.convert(once, { format, from: format, to: format });
  const [read, again] = [once, twice].map((content) => textOf(content, format));
  console.log(`written as ${format} and read: ${read}, converted to the same: ${again}`);
}
JS

node show.js | tee seen
diff seen - <<'EXPECTED' || { echo 'It behaves otherwise now: this finding is over.'; exit 1; }
subsrt-ts 2.1.2
an ASS file: ["ight drive","\\i1}Slow down"]
written as srt and read: ["Night drive"], converted to the same: ["Night drive"]
written as vtt and read: ["Night drive"], converted to the same: ["Night drive"]
written as ass and read: ["ight drive"], converted to the same: ["ght drive"]
written as ssa and read: ["ight drive"], converted to the same: ["ght drive"]
EXPECTED
