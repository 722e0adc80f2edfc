/**
 * This bench measures what a connection costs that does nothing: five thousand people, one socket
 * and one document each, connected and in step; the memory of the server before and after, garbage
 * collected.
 */
import { startLoad } from './load.ts';
import { startServer, type Contestant } from './servers.ts';

export interface IdleFigures {
  readonly connections: number;
  /** Bytes for each connection, of the process and of what its JavaScript holds. */
  readonly rssBytesEach: number;
  readonly heapBytesEach: number;
}

const connections = 5_000;
/** So many connect before the measurement, so that code and pools that any load needs are there. */
const warmUp = 200;

export async function idle(contestant: Contestant): Promise<IdleFigures> {
  const server = await startServer(contestant);
  const load = startLoad();
  try {
    const seats = server.seats(connections + warmUp, 1);
    await load.connect(seats.slice(0, warmUp));
    const before = await server.gauge(true);
    await load.connect(seats.slice(warmUp));
    const after = await server.gauge(true);
    return {
      connections,
      rssBytesEach: Math.round((after.rssBytes - before.rssBytes) / connections),
      heapBytesEach: Math.round((after.heapBytes - before.heapBytes) / connections),
    };
  } finally {
    await load.end();
    await server.dispose();
  }
}
