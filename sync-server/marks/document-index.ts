/**
 * The index is what the server must know of a marks document to judge the next update, without the
 * document: per client how far it is known, which entry each struct belongs to, and what is
 * deleted. A room owns it, builds it from the stored updates, and raises it by each update that
 * passed the check, in order. It keeps no content: an idle document costs a few hundred bytes.
 */
import { assert } from '#shared/base/assert.ts';
import { subtractRunSets, unionRunSets, type RunSet } from '#shared/marks/run-set.ts';
import type { Clocks } from '../storage/marks-store.ts';

/** Structs from..to (both included) of one client; the key is null where they were collected. */
export interface KeyRun {
  readonly client: number;
  readonly from: number;
  readonly to: number;
  readonly key: string | null;
}

/** Holds what an update adds, beyond what was known. */
export interface Additions {
  /** Per client without holes, from the known clock on. */
  readonly runs: readonly KeyRun[];
  readonly deletes: ReadonlyMap<number, RunSet>;
}

interface ClientIndex {
  clock: number;
  /** Ascending; a run ends where the next begins. */
  readonly starts: number[];
  readonly keys: (string | null)[];
  deleted: RunSet;
}

export class DocumentIndex {
  readonly #clients = new Map<number, ClientIndex>();

  /** Structs of this client that are known: the next one has this clock. */
  clockOf(client: number): number {
    return this.#clients.get(client)?.clock ?? 0;
  }

  get clientCount(): number {
    return this.#clients.size;
  }

  clocks(): Clocks {
    const known = [...this.#clients].filter(([, { clock }]) => clock > 0);
    return new Map(known.map(([client, { clock }]) => [client, clock]));
  }

  /** The entry of a known struct; null where it was collected. */
  keyAt(client: number, clock: number): string | null {
    const index = this.#clients.get(client);
    assert(index && clock < index.clock, 'asked for the key of an unknown struct');
    let [low, high] = [0, index.starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((index.starts[middle] ?? 0) <= clock) low = middle;
      else high = middle - 1;
    }
    return index.keys[low] ?? null;
  }

  /** Finds which of these structs are not known to be deleted. */
  notDeleted(client: number, structs: RunSet): RunSet {
    return subtractRunSets(structs, this.#clients.get(client)?.deleted ?? []);
  }

  add({ runs, deletes }: Additions): void {
    for (const { client, from, to, key } of runs) {
      const index = this.#clientIndex(client);
      assert(from === index.clock, 'a run leaves a hole');
      if (index.keys.length === 0 || index.keys.at(-1) !== key) {
        index.starts.push(from);
        index.keys.push(key);
      }
      index.clock = to + 1;
    }
    for (const [client, structs] of deletes) {
      const index = this.#clientIndex(client);
      index.deleted = unionRunSets(index.deleted, structs);
    }
  }

  #clientIndex(client: number): ClientIndex {
    const known = this.#clients.get(client);
    if (known) return known;
    const index: ClientIndex = { clock: 0, starts: [], keys: [], deleted: [] };
    this.#clients.set(client, index);
    return index;
  }
}
