/** This file says times and days in English. */
export const timeWords = {
  now: 'now',
  minutes: (n: number) => `${n} min`,
  hours: (n: number) => `${n} h`,
  today: 'Today',
  yesterday: 'Yesterday',
  yesterdayAt: 'yesterday',
  tomorrow: 'tomorrow',
  justNow: 'just now',
  due: (day: string, distance: string) => `Due ${day} · ${distance}`,
  noDue: 'No due date',
  inZone: (zone: string) => `${zone.replaceAll('_', ' ')} time`,
};
