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
  inZone: (zone: string) => `${zoneName(zone)} time`,
};

/** Where the clock hangs: a place, or so many hours from UTC. Etc/GMT-2 is ahead of it, by name and sign. */
export const zoneName = (zone: string): string =>
  zone
    .replace(/^Etc\/GMT([+-])/u, (_, sign) => `UTC${sign === '-' ? '+' : '−'}`)
    .replaceAll('_', ' ');
