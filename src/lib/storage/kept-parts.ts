/**
 * How a kept sound lies on the device: in parts of one size, each an entry of the account's cache under
 * the sound's own address, and a mark once all of them are there. So a download goes on where it stood,
 * a range is put together from a few parts, and nothing is ever held in memory as a whole. Page and
 * service worker agree on it here.
 */
import type { ByteRange } from '#shared/base/byte-range.ts';
import { soundRoute } from '#shared/protocol/routes.ts';

export const partBytes = 1_024 * 1_024;

export const keptCacheName = (userId: string): string => `kept-${userId}`;

/** The last part is as long as what is left. */
export const partsIn = (size: number): number => Math.ceil(size / partBytes);

export const lengthOfPart = (part: number, size: number): number =>
  Math.min(partBytes, size - part * partBytes);

export interface Slice {
  readonly part: number;
  /** Bytes within the part; `to` is the place behind the last one. */
  readonly from: number;
  readonly to: number;
}

/** What of which part makes up a range, in order. */
export function* slicesOf({ start, end }: ByteRange): Generator<Slice, undefined> {
  for (let at = start; at <= end;) {
    const part = Math.floor(at / partBytes);
    const next = Math.min((part + 1) * partBytes, end + 1);
    yield { part, from: at - part * partBytes, to: next - part * partBytes };
    at = next;
  }
}

/** @param sound the address that players ask for */
export const partKey = (sound: string, part: number, size: number): string =>
  `${sound}?part=${part}&of=${size}`;

/** Its body says how many bytes there are; its headers are those of the server's answers. */
export const wholeKey = (sound: string): string => `${sound}?whole`;

/** What of a sound lies here. */
export interface HeldSound {
  /** Bytes of all of it. */
  readonly size: number;
  readonly parts: ReadonlySet<number>;
  /** All parts were here when it was marked so; what a player asks for is answered from them. */
  readonly isWhole: boolean;
}

/** @param addresses of all entries of a cache @returns what is held of which version */
export function heldIn(addresses: readonly string[]): Map<string, HeldSound> {
  const idIn = new RegExp(`${soundRoute('([^/]+)')}$`, 'u');
  const marked = new Set<string>();
  const held = new Map<string, { size: number; parts: Set<number> }>();
  for (const address of addresses) {
    const { pathname, searchParams } = new URL(address);
    const id = idIn.exec(pathname)?.[1] ?? '';
    if (searchParams.has('whole')) {
      marked.add(id);
      continue;
    }
    const size = Number(searchParams.get('of'));
    const sound = held.get(id);
    if (sound?.size === size) sound.parts.add(Number(searchParams.get('part')));
    else held.set(id, { size, parts: new Set([Number(searchParams.get('part'))]) });
  }
  return new Map(
    [...held].map(([id, { size, parts }]) => [
      id,
      { size, parts, isWhole: marked.has(id) && parts.size === partsIn(size) },
    ]),
  );
}

/** @returns the first part that is missing; null where none is */
export function missingPart({ size, parts }: HeldSound): number | null {
  for (let part = 0; part < partsIn(size); part += 1) if (!parts.has(part)) return part;
  return null;
}

export function heldBytes(sound: HeldSound | undefined): number {
  let bytes = 0;
  for (const part of sound?.parts ?? []) bytes += lengthOfPart(part, sound?.size ?? 0);
  return bytes;
}
