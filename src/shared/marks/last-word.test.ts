import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { readMarksByDevice, writeExcess } from './doc.ts';
import { lastSaidAt, lastWordOn } from './last-word.ts';
import { emptyMarks, joinMarks, type Marks } from './marks.ts';
import { stampToInstant, toValue } from './stamp.ts';

const [phone, laptop] = ['phone', 'laptop'];
const read = (from: number, to: number, stamp: number): Marks => ({
  read: [[from, to, toValue(stamp, 0)]],
  dismissed: [],
});
const doc = new Y.Doc();
writeExcess(doc, phone, read(1, 5, 100));
writeExcess(doc, laptop, { read: [[4, 4, toValue(200, 1)]], dismissed: [[2, 2, toValue(300, 0)]] });
const byDevice = readMarksByDevice(doc);
const all = joinMarks(byDevice.get(phone) ?? emptyMarks, byDevice.get(laptop) ?? emptyMarks);
const wordOn = (ordinal: number, own = all, durable = all) =>
  lastWordOn(ordinal, own, durable, byDevice, laptop);

describe('the last word on a row', () => {
  it('MK13 is that of the device whose act stands, with its time', () => {
    expect(wordOn(1)).toEqual({
      what: 'read',
      device: phone,
      at: stampToInstant(100),
      isStored: true,
    });
    expect(wordOn(4)).toMatchObject({ what: 'unread', device: laptop, at: stampToInstant(200) });
    expect(wordOn(2)).toMatchObject({ what: 'dismissed', device: laptop });
    expect(wordOn(9)).toBeNull();
  });

  it('MK13 waits until the server has it, and is this device’s while it has not travelled', () => {
    const own = joinMarks(all, read(9, 9, 400));
    expect(wordOn(9, own)).toEqual({
      what: 'read',
      device: laptop,
      at: stampToInstant(400),
      isStored: false,
    });
    expect(wordOn(1, all, emptyMarks)).toMatchObject({ device: phone, isStored: false });
  });

  it('MK13 of a device that is folded away is nobody’s', () => {
    const own = joinMarks(all, read(7, 7, 50));
    expect(wordOn(7, own, own)).toMatchObject({ what: 'read', device: null, isStored: true });
  });

  it('says when a device spoke last', () => {
    expect(lastSaidAt(byDevice.get(laptop))).toBe(stampToInstant(300));
    expect(lastSaidAt(undefined)).toBeNull();
    expect(lastSaidAt(emptyMarks)).toBeNull();
  });
});
