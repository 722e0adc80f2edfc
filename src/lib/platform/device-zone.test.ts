import { describe, expect, it } from 'vitest';
import { deviceZone, zoneOf } from './device-zone.ts';

describe('the zone of this device', () => {
  it('TI2 is what the browser says, by its one name', () => {
    expect(zoneOf('Europe/Berlin', -60)).toEqual({ timeZone: 'Europe/Berlin', isSaid: true });
    expect(zoneOf('Asia/Calcutta', -330)).toEqual({ timeZone: 'Asia/Kolkata', isSaid: true });
    expect(zoneOf('PST8PDT', 480)).toEqual({ timeZone: 'America/Los_Angeles', isSaid: true });
    expect(zoneOf('GMT', 0)).toEqual({ timeZone: 'UTC', isSaid: true });
    expect(deviceZone().isSaid).toBe(true);
  });

  it.each([
    ['Etc/Unknown', 0, 'UTC'],
    ['Etc/Unknown', -120, 'Etc/GMT-2'],
    ['+00:00', 0, 'UTC'],
    ['-08:00', 480, 'Etc/GMT+8'],
    ['+05:30', -330, 'UTC'],
    ['+15:00', -900, 'UTC'],
    ['', 0, 'UTC'],
    ['Mars/Olympus', 300, 'Etc/GMT+5'],
  ])('TI2 is, where it says %s, the offset of %s minutes as %s', (said, ahead, timeZone) => {
    expect(zoneOf(said, ahead)).toEqual({ timeZone, isSaid: false });
  });

  it('TI2 is the offset where the browser says nothing at all', () => {
    expect(zoneOf(undefined, -120)).toEqual({ timeZone: 'Etc/GMT-2', isSaid: false });
  });
});
