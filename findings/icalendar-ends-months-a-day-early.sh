#!/usr/bin/env bash
# icalendar 0.7.1 puts what recurs on the last day of each month on the day before, and then on the first.
#
# `BYMONTHDAY=-1` is the last day of a month in iCalendar. From 31 January the package goes on with
# 27 February, 1 March, 30 March, 1 April: a day early, and once more at the start of the next month. The rules
# that it knows nothing of are listed in its README and rejected with an error; this part is among those that
# it supports. One would expect 28 February, 31 March, 30 April, as rrule says.
#
# What follows for us: dates that recur, if they come, are tested at the ends of months and against a second
# package.
#
#   icalendar 0.7.1, rrule 2.8.1
#   icalendar: 2026-01-31, 2026-02-27, 2026-03-01, 2026-03-30, 2026-04-01
#   rrule: 2026-01-31, 2026-02-28, 2026-03-31, 2026-04-30, 2026-05-31
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact icalendar@0.7.1 rrule@2.8.1

cat > show.js <<'JS'
import { readFileSync } from 'node:fs';
import icalendar from 'icalendar';
import rrule from 'rrule';

const versionOf = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')).version;
console.log(['icalendar', 'rrule'].map((name) => `${name} ${versionOf(name)}`).join(', '));

const rule = 'FREQ=MONTHLY;BYMONTHDAY=-1';
const text = `BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Example//Example//EN
BEGIN:VEVENT
UID:royalties
DTSTAMP:20260101T000000Z
DTSTART:20260131T120000Z
SUMMARY:Statement due
RRULE:${rule}
END:VEVENT
END:VCALENDAR
`.replaceAll('\n', '\r\n');

const days = (dates) => dates.map((date) => date.toISOString().slice(0, 10)).join(', ');
const [event] = icalendar.parse_calendar(text).events();
const from = new Date('2026-01-01T00:00:00Z');
console.log(`icalendar: ${days(event.rrule().nextOccurences(from, 5))}`);
const other = rrule.rrulestr(`DTSTART:20260131T120000Z\nRRULE:${rule}`);
console.log(`rrule: ${days(other.all((_, count) => count < 5))}`);
JS

TZ=UTC node show.js | tee seen
diff seen - <<'EXPECTED' || { echo 'It behaves otherwise now: this finding is over.'; exit 1; }
icalendar 0.7.1, rrule 2.8.1
icalendar: 2026-01-31, 2026-02-27, 2026-03-01, 2026-03-30, 2026-04-01
rrule: 2026-01-31, 2026-02-28, 2026-03-31, 2026-04-30, 2026-05-31
EXPECTED
