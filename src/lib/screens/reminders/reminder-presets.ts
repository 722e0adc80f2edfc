/**
 * Presets are the times offered for a reminder or a snooze, in local words: pure from now, the zone
 * and the deadline. Only what lies ahead is offered, each time once.
 */
import { reminderPresetWords as words } from '#lib/words/en-reminder.ts';
import { day, hour } from '#shared/base/time.ts';
import { dayPlus, instantOf, wallTimeAt, weekdayOf } from '#shared/base/zoned.ts';

export interface Preset {
  readonly label: string;
  readonly at: number;
}

const morning = '09:00';
const evening = '19:00';
/** This evening is worth offering until an hour before. */
const soonMs = hour;

/** @param endsAt when the track it is about is due; null where it is not */
export function reminderPresets(
  now: number,
  timeZone: string,
  endsAt: number | null = null,
): readonly Preset[] {
  const { on } = wallTimeAt(now, timeZone);
  const at = (days: number, time: string) => instantOf({ on: dayPlus(on, days), time }, timeZone);
  const untilMonday = (8 - weekdayOf(on)) % 7 || 7;
  const offered = [
    { label: words.inAnHour, at: now + hour },
    { label: words.thisEvening, at: at(0, evening) },
    { label: words.tomorrow, at: at(1, morning) },
    { label: words.monday, at: at(untilMonday, morning) },
    ...(endsAt === null ? [] : [{ label: words.beforeDeadline, at: endsAt - day }]),
  ];
  const isAhead = ({ label, at: instant }: Preset) =>
    instant > now + (label === words.thisEvening ? soonMs : 0);
  return offered
    .filter(isAhead)
    .filter((preset, index, all) => all.findIndex((other) => other.at === preset.at) === index)
    .sort((a, b) => a.at - b.at);
}
