/**
 * This bench counts what is lost when a server is killed in mid-flight: of what it had
 * acknowledged, or, where it acknowledges nothing, of what another device had got from it, which is
 * all its clients can see. Then it is started again on the same folder and asked for what it has.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom } from '#shared/base/random.ts';
import { startLoad } from './load.ts';
import { startServer, type Contestant } from './servers.ts';

export interface KilledFigures {
  readonly kills: number;
  readonly promised: number;
  readonly lost: number;
}

const kills = 5;
const documents = 20;
const inFlight = 4;
const longestMs = 1_500;

export async function killed(contestant: Contestant, seed: number): Promise<KilledFigures> {
  const random = createRandom(seed);
  const server = await startServer(contestant);
  const load = startLoad();
  let [promised, lost] = [0, 0];
  try {
    const seats = server.seats(documents, 2);
    for (let kill = 0; kill < kills; kill += 1) {
      await load.connect(seats);
      const isWriting = load.closed(inFlight, longestMs + 500);
      await sleep(200 + random.int(longestMs));
      await server.kill();
      await isWriting;
      const reached = await load.promises();
      const acknowledges = reached.some(([, acknowledged]) => acknowledged > 0);
      await load.close();
      await server.restart();
      const found = await load.read(seats.slice(0, documents));
      for (const [client, acknowledged, delivered] of reached) {
        const said = acknowledges ? acknowledged : delivered;
        promised += said;
        lost += Math.max(0, said - (found.get(client) ?? 0));
      }
    }
    return { kills, promised, lost };
  } finally {
    await load.end();
    await server.dispose();
  }
}
