/**
 * A browser has one jar for all programs of a host, whatever their ports, and pages of a parent's domain
 * may put theirs in. This file names our cookies so that no other program takes them for its own, nor
 * another copy of this one, and finds the ones of ours among all that are called so: by the signature.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

/** A value that this server has signed; whether its session still goes on is another question. */
export interface HeldCookie {
  /** As it came. */
  readonly value: string;
  readonly token: string;
  /** Under the name of before. */
  readonly isOld: boolean;
}

export interface SessionCookies {
  /** Lists what may open a session, in the order of trying. */
  held(header: string): readonly HeldCookie[];
  /** @returns the header with this one as the only session in it, or none */
  only(header: string, held: HeldCookie | undefined): string;
  /** @returns the cookie to set so that this one goes on under the name of today */
  moved(held: HeldCookie, maxAgeSeconds: number): string;
  /** @returns what takes ours away under the name of before, and nobody else's */
  withoutOld(header: string): readonly string[];
}

/** The path `/` and no domain are what a name that begins with `__Host-` asks for. */
const attributes = 'Path=/; HttpOnly; SameSite=Lax';

export const isSecure = (origin: string): boolean => origin.startsWith('https:');

/** What all names begin with. The port is in it, as cookies know none. */
export function cookiePrefix(origin: string): string {
  const { port } = new URL(origin);
  const name = port === '' ? 'producer-feed' : `producer-feed-${port}`;
  return isSecure(origin) ? `__Host-${name}` : name;
}

export const cookieAttributes = (origin: string): string =>
  isSecure(origin) ? `${attributes}; Secure` : attributes;

/** The name by which better-auth goes on from the prefix. */
export const sessionCookie = (origin: string): string => `${cookiePrefix(origin)}.session_token`;

/** Up to version 0.2: the name that better-auth has for everybody. */
const oldSessionCookie = (origin: string): string =>
  `${isSecure(origin) ? '__Secure-' : ''}better-auth.session_token`;

const pairsIn = (header: string): readonly string[] => header.split(/;\s*/u);

/** Lists every value of this name, as it came. */
export function valuesOf(header: string, name: string): readonly string[] {
  const start = `${name}=`;
  const named = pairsIn(header).filter((pair) => pair.startsWith(start));
  return [...new Set(named.map((pair) => pair.slice(start.length)))];
}

export function createSessionCookies(origin: string, secret: string): SessionCookies {
  const [name, old] = [sessionCookie(origin), oldSessionCookie(origin)];
  const set = (cookie: string, maxAgeSeconds: number) =>
    `${cookie}; Max-Age=${maxAgeSeconds}; ${cookieAttributes(origin)}`;

  const signed = (header: string, isOld: boolean): readonly HeldCookie[] =>
    valuesOf(header, isOld ? old : name).flatMap((value) => {
      const token = signedToken(value, secret);
      return token === null ? [] : [{ value, token, isOld }];
    });

  return {
    held: (header) => [...signed(header, false), ...signed(header, true)],
    only(header, held) {
      const others = pairsIn(header).filter(
        (pair) => !pair.startsWith(`${name}=`) && !pair.startsWith(`${old}=`),
      );
      return [...(held ? [`${name}=${held.value}`] : []), ...others].join('; ');
    },
    moved: ({ value }, maxAgeSeconds) => set(`${name}=${value}`, maxAgeSeconds),
    withoutOld: (header) => (signed(header, true).length > 0 ? [set(`${old}=`, 0)] : []),
  };
}

/** As better-auth signs: the token, a dot, and its HMAC. */
function signedToken(value: string, secret: string): string | null {
  const text = decoded(value);
  const dot = text.lastIndexOf('.');
  if (dot < 1) return null;
  const token = text.slice(0, dot);
  const said = Buffer.from(text.slice(dot + 1), 'base64');
  const right = createHmac('sha256', secret).update(token).digest();
  return said.length === right.length && timingSafeEqual(said, right) ? token : null;
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return ''; // not one of ours
  }
}
