import { describe, expect, it } from 'vitest';
import { canonicalZone, isSameZone } from './zones.ts';

describe('names of zones', () => {
  it.each([
    ['Europe/Berlin', 'Europe/Berlin'],
    ['europe/berlin', 'Europe/Berlin'],
    ['America/Argentina/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
    ['America/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
    ['America/Port-au-Prince', 'America/Port-au-Prince'],
    ['Asia/Calcutta', 'Asia/Kolkata'],
    ['Asia/Saigon', 'Asia/Ho_Chi_Minh'],
    ['Europe/Kiev', 'Europe/Kyiv'],
    ['US/East-Indiana', 'America/Indiana/Indianapolis'],
    ['Cuba', 'America/Havana'],
    ['UTC', 'UTC'],
    ['GMT', 'UTC'],
    ['Etc/UTC', 'UTC'],
    ['Zulu', 'UTC'],
    ['Etc/GMT+5', 'Etc/GMT+5'],
  ])('TI3 %s is kept as %s', (said, kept) => {
    expect(canonicalZone(said)).toBe(kept);
    expect(canonicalZone(kept)).toBe(kept);
  });

  it.each([
    ['PST', 'America/Los_Angeles'],
    ['PST8PDT', 'America/Los_Angeles'],
    ['EST', 'America/Panama'],
    ['EST5EDT', 'America/New_York'],
    ['CET', 'Europe/Brussels'],
    ['IST', 'Asia/Kolkata'],
    ['JST', 'Asia/Tokyo'],
  ])('TI3 %s, which old systems say, is kept as %s', (said, kept) => {
    expect(canonicalZone(said)).toBe(kept);
  });

  it.each([
    '+02:00',
    '-0500',
    'Etc/Unknown',
    'Factory',
    'SystemV/PST8',
    'Mars/Olympus',
    'Europe',
    '',
    'Europe/Berlin; drop table',
    'Europe/Berlin\0',
  ])('TI3 %j is none', (said) => {
    expect(canonicalZone(said)).toBeNull();
  });

  it('TI3 every zone of this runtime has one name, which it knows, under its area', () => {
    for (const name of Intl.supportedValuesOf('timeZone')) {
      const kept = canonicalZone(name);
      expect(kept).toMatch(/^(UTC$|(Etc|A[a-z]+|Europe|Indian|Pacific)\/)/);
      expect(canonicalZone(kept ?? '')).toBe(kept);
      expect(isSameZone(name, kept ?? '')).toBe(true);
    }
  });

  it('TI3 two names are of one zone, however many spellings were asked before', () => {
    for (let index = 0; index < 3_000; index += 1) canonicalZone(`Mars/Crater-${index}`);
    expect(isSameZone('Asia/Calcutta', 'Asia/Kolkata')).toBe(true);
    expect(isSameZone('Europe/Berlin', 'Europe/Paris')).toBe(false);
    expect(isSameZone('Mars/Olympus', 'Mars/Olympus')).toBe(true);
    expect(isSameZone('Mars/Olympus', 'Etc/Unknown')).toBe(false);
  });
});
