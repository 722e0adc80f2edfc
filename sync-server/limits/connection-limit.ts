/**
 * This file limits the connections of people nobody knows yet. Each counts, in total and for its
 * address, until somebody is signed in on it or it is gone; one too many is closed before a byte of
 * it is read. Behind a proxy all come from its address, so there the proxy counts them per client.
 */
import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Socket } from 'node:net';
import { networkOf } from './client-address.ts';

export interface ConnectionLimits {
  readonly total: number;
  readonly perAddress: number;
}

export interface ConnectionLimit {
  /** The person on it is known now: a limit of their own holds. */
  known(connection: Duplex): void;
}

/** This is far above what a busy server has open, and far below what a process can hold. */
const total = 5_000;
/** A studio, a school or a mobile provider behind one address, six to a browser. */
const perAddress = 500;

export function limitConnections(
  server: Server,
  trustProxy: boolean,
  limits: ConnectionLimits = { total, perAddress: trustProxy ? total : perAddress },
): ConnectionLimit {
  const addressOf = new Map<Duplex, string>();
  const counts = new Map<string, number>();

  const forget = (connection: Duplex) => {
    const address = addressOf.get(connection);
    if (address === undefined) return;
    addressOf.delete(connection);
    const left = (counts.get(address) ?? 0) - 1;
    if (left > 0) counts.set(address, left);
    else counts.delete(address);
  };

  server.on('connection', (socket: Socket) => {
    const address = networkOf(socket.remoteAddress ?? 'unknown');
    const count = counts.get(address) ?? 0;
    if (addressOf.size >= limits.total || count >= limits.perAddress) {
      socket.destroy();
      return;
    }
    addressOf.set(socket, address);
    counts.set(address, count + 1);
    socket.once('close', () => {
      forget(socket);
    });
  });
  return { known: forget };
}
