import fc from 'fast-check';
import { expect, test } from 'vitest';
import { uuid7 } from '#shared/base/ids.ts';
import {
  fragmentOf,
  isLinkHash,
  isLinkSecret,
  linkHashByBrowser,
  linkHashOf,
  linkSecretOf,
  parseFragment,
} from './invite-link.ts';

test('the hash is SHA-256 in hex, and the same by the browser', async () => {
  // FIPS 180-2, appendix B.1
  expect(linkHashOf('abc')).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
  expect(isLinkHash(linkHashOf('abc'))).toBe(true);
  expect(await linkHashByBrowser('abc')).toBe(linkHashOf('abc'));
});

test('a link comes back as it was made, whatever the bytes', () => {
  const bytes = fc.uint8Array({ minLength: 16, maxLength: 16 });
  fc.assert(
    fc.property(bytes, (random) => {
      const link = { inviteId: uuid7(1), secret: linkSecretOf(random) };
      expect(isLinkSecret(link.secret)).toBe(true);
      expect(parseFragment(`#${fragmentOf(link)}`)).toEqual({ ok: true, value: link });
    }),
  );
});

test('anything else is no link', () => {
  const id = uuid7(1);
  for (const text of [
    '',
    '#',
    id,
    `${id}.`,
    `${id}.short`,
    `x.${'a'.repeat(22)}`,
    `${id}.${'a'.repeat(22)}.b`,
  ]) {
    expect(parseFragment(text).ok, text).toBe(false);
  }
});
