/**
 * Invites by a link to pass on. The secret is made on the inviter's device and stands in the link's
 * fragment, which no browser sends anywhere; everybody else, the server too, keeps only its hash.
 */
import { digest } from 'lib0/hash/sha256';
import { err, ok, type Result } from '#shared/base/result.ts';
import { isUuid } from '#shared/base/ids.ts';

/** 128 random bits as 22 characters of base64url. */
const secretPattern = /^[\w-]{22}$/u;
export const isLinkSecret = (text: string): boolean => secretPattern.test(text);
export const isLinkHash = (text: string): boolean => /^[0-9a-f]{64}$/u.test(text);

/** @param bytes 16 random ones */
export function linkSecretOf(bytes: Uint8Array): string {
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/u, '');
}

const hex = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** SHA-256 in hex, for rules that decide at once. */
export const linkHashOf = (secret: string): string => hex(digest(new TextEncoder().encode(secret)));

/** The same by what every browser brings, so that no code of it travels. */
export const linkHashByBrowser = async (secret: string): Promise<string> =>
  hex(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(secret))));

export interface InviteLink {
  readonly inviteId: string;
  readonly secret: string;
}

/** The fragment of the link, without `#`. */
export const fragmentOf = ({ inviteId, secret }: InviteLink): string => `${inviteId}.${secret}`;

export function parseFragment(fragment: string): Result<InviteLink, 'malformed'> {
  const [inviteId = '', secret = '', ...rest] = fragment.replace(/^#/u, '').split('.');
  const isWhole = isUuid(inviteId) && isLinkSecret(secret) && rest.length === 0;
  return isWhole ? ok({ inviteId, secret }) : err('malformed');
}
