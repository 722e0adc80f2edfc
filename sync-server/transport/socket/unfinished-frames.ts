/**
 * What has come of a message that has not ended lies in memory, and takes of the room of its person as any
 * body does. A chunk in which one message ends and the next begins counts as the former's.
 */
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { BodyHold, BodyRoom } from '../../limits/body-room.ts';

export interface UnfinishedDeps {
  /** The connection below the socket. */
  readonly connection: Duplex;
  readonly ws: WebSocket;
  readonly room: BodyRoom;
  readonly userId: string;
  /** There is no room for more of it, now or once it had come. */
  readonly onFull: () => void;
}

/** Of a frame of a client that says only that it lives, beside what it carries. */
const frameBytes = 6;

export function holdUnfinished({ connection, ws, room, userId, onFull }: UnfinishedDeps): void {
  let hold: BodyHold | null = null;
  let held = 0;
  const end = () => {
    hold?.end();
    hold = null;
    held = 0;
  };
  const begin = () => {
    const begun = room.enter(userId);
    begun.lost.addEventListener('abort', full);
    return begun;
  };
  const full = () => {
    end();
    onFull();
  };
  // Before the socket itself hears of it, which then says where a message ends.
  connection.prependListener('data', (chunk: Buffer) => {
    hold ??= begin();
    if (hold.add(chunk.length) === null) held += chunk.length;
    else full();
  });
  const givesBack = (data: Buffer) => {
    const back = Math.min(held, data.length + frameBytes);
    hold?.add(-back);
    held -= back;
  };
  ws.on('ping', givesBack);
  ws.on('pong', givesBack);
  ws.on('message', end);
  ws.on('close', end);
}
