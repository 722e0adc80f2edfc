import { describe, expect, it } from 'vitest';
import { momentQuery } from '#lib/screens/common/moment-query.ts';
import { soundMsMost } from '#shared/workspace/limits.ts';
import { isThere, momentIn, namedNow, newerThan } from './moment-link.ts';
import type { File } from '#shared/workspace/entities.ts';

const fileId = '01931f7e-0000-7000-8000-000000000001';
const versionId = '01931f7e-0000-7000-8000-000000000002';
const linked = (query: string) => momentIn(new URL(`https://feed.example/track/t${query}`));
const at = (t: string) => linked(`?file=${fileId}&version=${versionId}&t=${t}`);

it.each([0, 1, 83_000, 83_250, 83_123, 3_600_001, soundMsMost])(
  'NT30 an address leads to the very millisecond it was made of: %i',
  (from) => {
    const moment = { fileId, versionId, from };
    expect(linked(`${momentQuery(moment)}#comment-c`)).toEqual(moment);
  },
);

it('NT30 a place without a moment has no query', () => {
  expect(momentQuery(undefined)).toBe('');
  expect(linked('')).toBeNull();
});

it('NT30 leads to the beginning where no time is said, or none that is one', () => {
  expect(linked(`?version=${versionId}&file=${fileId}`)).toEqual({ fileId, versionId, from: 0 });
  for (const t of [
    '',
    '-1',
    '1e3',
    '0x10',
    'NaN',
    'Infinity',
    '1:23',
    '9999999',
    ' 5',
    '5 ',
    '٣',
  ]) {
    expect(at(encodeURIComponent(t))?.from).toBe(0);
  }
  expect(at('86401')?.from).toBe(0);
  expect(at('5')?.from).toBe(5_000);
  expect(linked(`?file=${fileId}&version=${versionId}&t=5&t=9`)?.from).toBe(5_000);
});

it('NT30 leads nowhere where it names no version', () => {
  for (const query of [
    `?file=${fileId}&t=5`,
    `?version=${versionId}&t=5`,
    `?file=..%2F..&version=${versionId}`,
    `?file=${fileId}&version=${versionId}%20`,
    `?file=${fileId}&version=${'a'.repeat(100_000)}`,
    '?file=%00&version=%F0%28',
  ]) {
    expect(linked(query)).toBeNull();
  }
});

describe('what is there of a moment', () => {
  const version = (id: string, number: number, removedAt: number | null = null) => ({
    id,
    number,
    size: 1,
    sha256: '',
    addedById: 'ana',
    addedByName: 'Ana',
    addedAt: 0,
    note: '',
    removedAt,
  });
  const file = (...versions: File['versions']): readonly File[] => [
    { id: fileId, trackId: 't', name: 'Mix.wav', createdAt: 0, versions, removedAt: null },
  ];
  const moment = { fileId, versionId, from: 83_000 };

  it('CM40 it is called as the file is called now', () => {
    const files = file(version(versionId, 1), version('v2', 2));
    expect(namedNow(moment, files)).toEqual({ ...moment, to: null, name: 'Mix.wav', number: 1 });
    expect(namedNow({ ...moment, to: 84_000 }, files)?.to).toBe(84_000);
    expect(namedNow(moment, [])).toBeNull();
    expect(namedNow({ ...moment, versionId: 'other' }, files)).toBeNull();
  });

  it('CM41 says whether its version was removed', () => {
    expect(isThere(moment, file(version(versionId, 1)))).toBe(true);
    expect(isThere(moment, file(version(versionId, 1, 9), version('v2', 2)))).toBe(false);
    expect(isThere(moment, [])).toBe(false);
  });

  it('NT30 says which newer one there is, and leads to none by itself', () => {
    expect(newerThan(moment, file(version(versionId, 1), version('v2', 2)))?.number).toBe(2);
    expect(newerThan(moment, file(version('v0', 1), version(versionId, 2)))).toBeNull();
    expect(newerThan(moment, file(version(versionId, 1), version('v2', 2, 9)))).toBeNull();
    expect(newerThan(moment, [])).toBeNull();
  });
});
