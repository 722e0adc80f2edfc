/**
 * The packets of one stream of an Ogg file, put together from its pages. Where no page begins, the next
 * one is looked for; a packet of which a part is lost is left out.
 */
import { isTextAt } from '../bytes.ts';
import { oggPageOf, pageBytesMost, type OggPage } from '../ogg.ts';
import { createByteWindow } from './byte-window.ts';
import type { ReadAt } from './read-at.ts';

/** Tables of Vorbis take a tenth of it; of what is longer (pictures among the tags), the beginning is kept. */
const packetBytesMost = 1_024 * 1_024;
const windowBytes = 128 * 1_024;

/**
 * @param isHead whether a stream that begins with this packet is wanted; the first such stream is it
 * @returns each packet, its first one included; its bytes are good until the next is asked for
 */
export function* oggPackets(
  readAt: ReadAt,
  sizeBytes: number,
  isHead: (packet: Uint8Array) => boolean,
): Generator<Uint8Array, void> {
  const window = createByteWindow(readAt, { from: 0, to: sizeBytes, size: windowBytes });
  const packet = createPacket();
  let serial: number | null = null;
  window.advance(0, pageBytesMost);
  while (window.bytes.length > 0) {
    const { bytes } = window;
    const page = oggPageOf(bytes, 0, 0);
    if (page?.isFirst && isHead(bytes.subarray(page.contentFrom))) serial ??= page.serial;
    if (page === null || page.to > bytes.length) packet.begin(false);
    else if (page.serial === serial) yield* packetsOf(page, bytes, packet);
    window.advance(page?.to ?? toNextPage(bytes), pageBytesMost);
  }
}

function* packetsOf(page: OggPage, bytes: Uint8Array, packet: Packet): Generator<Uint8Array, void> {
  if (!page.isContinued) packet.begin(true);
  let at = page.contentFrom;
  for (const length of page.lacing) {
    packet.add(bytes.subarray(at, at + length));
    at += length;
    if (length === 255) continue;
    const whole = packet.take();
    if (whole !== null) yield whole;
  }
}

interface Packet {
  add(part: Uint8Array): void;
  /** @returns null where a part of it is lost */
  take(): Uint8Array | null;
  /** What was begun is not gone on with. @param isWhole false where the next part is no beginning */
  begin(isWhole: boolean): void;
}

function createPacket(): Packet {
  let held = new Uint8Array(windowBytes);
  let [length, isWhole] = [0, false];
  return {
    add(part) {
      const room = Math.min(part.length, packetBytesMost - length);
      if (length + room > held.length) {
        const larger = new Uint8Array(Math.min(packetBytesMost, 2 * (length + room)));
        larger.set(held.subarray(0, length));
        held = larger;
      }
      held.set(part.subarray(0, room), length);
      length += room;
    },
    take() {
      const taken = isWhole ? held.subarray(0, length) : null;
      [length, isWhole] = [0, true];
      return taken;
    },
    begin(whole) {
      [length, isWhole] = [0, whole];
    },
  };
}

function toNextPage(bytes: Uint8Array): number {
  for (let at = bytes.indexOf(0x4f, 1); at !== -1; at = bytes.indexOf(0x4f, at + 1)) {
    if (at + 4 > bytes.length || isTextAt(bytes, at, 'OggS')) return at;
  }
  return bytes.length;
}
