/**
 * This file limits the connections of people nobody knows yet. Each counts, in total and for its
 * address, until somebody is signed in on it or it is gone; one too many is closed before a byte of
 * it is read. One that was answered and is kept for later gives way to it, the one that rests longest
 * first. Behind a proxy all come from its address, so there the proxy counts them per client.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Socket } from 'node:net';
import { networkOf } from './client-address.ts';
import { connectionsMost, connectionsPerAddress } from './figures.ts';

export interface ConnectionLimits {
  readonly total: number;
  readonly perAddress: number;
}

export interface ConnectionLimit {
  /** The person on it is known now: a limit of their own holds. */
  known(connection: Duplex): void;
}

export const usualLimits = (proxies: number): ConnectionLimits => ({
  total: connectionsMost,
  perAddress: proxies > 0 ? connectionsMost : connectionsPerAddress,
});

export function limitConnections(server: Server, limits: ConnectionLimits): ConnectionLimit {
  const addressOf = new Map<Duplex, string>();
  const counts = new Map<string, number>();
  /** Answered, and kept for later; the one that rests longest first. */
  const resting = new Set<Duplex>();

  const forget = (connection: Duplex) => {
    resting.delete(connection);
    const address = addressOf.get(connection);
    if (address === undefined) return;
    addressOf.delete(connection);
    const left = (counts.get(address) ?? 0) - 1;
    if (left > 0) counts.set(address, left);
    else counts.delete(address);
  };

  /** @param address null for any @returns whether one more has room */
  const makeRoom = (address: string | null): boolean => {
    for (const connection of resting) {
      if (address !== null && addressOf.get(connection) !== address) continue;
      forget(connection);
      connection.destroy();
      return true;
    }
    return false;
  };
  const hasRoom = (address: string) =>
    ((counts.get(address) ?? 0) < limits.perAddress || makeRoom(address)) &&
    (addressOf.size < limits.total || makeRoom(null));

  server.on('connection', (socket: Socket) => {
    const address = networkOf(socket.remoteAddress ?? 'unknown');
    if (!hasRoom(address)) {
      socket.destroy();
      return;
    }
    addressOf.set(socket, address);
    counts.set(address, (counts.get(address) ?? 0) + 1);
    socket.once('close', () => {
      forget(socket);
    });
  });
  watchRests(server, {
    onAsked: (connection) => resting.delete(connection),
    onAnswered(connection) {
      if (addressOf.has(connection)) resting.add(connection);
    },
  });
  return { known: forget };
}

interface Rests {
  onAsked(connection: Duplex): void;
  /** Everything that was asked on it so far. */
  onAnswered(connection: Duplex): void;
}

function watchRests(server: Server, { onAsked, onAnswered }: Rests): void {
  const open = new WeakMap<Duplex, number>();
  server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    open.set(socket, (open.get(socket) ?? 0) + 1);
    onAsked(socket);
    response.once('close', () => {
      const left = (open.get(socket) ?? 1) - 1;
      open.set(socket, left);
      if (left === 0) onAnswered(socket);
    });
  });
}
