/**
 * Finds the entry of every struct an update adds: its own key where it begins one, else the entry
 * of its origin, stored or in the same update. Owns the order in which that is possible, which is
 * the order in which a device will apply it: an update for which there is none would wait on every
 * device for ever. Linear: no struct is visited twice.
 */
import { err, ok, type Result } from '#shared/base/result.ts';
import type { DocumentIndex, KeyRun } from './document-index.ts';
import type { ClientBlock, MarksStruct, MarksUpdate } from './marks-update.ts';

export type ResolveFault =
  /** Refers to what is not known yet. */
  | 'ahead'
  /** Waits for itself. */
  | 'bad-origin'
  | 'bad-entry';

/** One client's block while its structs are resolved, in order. */
interface Progress {
  readonly block: ClientBlock;
  /** The keys of the structs resolved so far. */
  readonly keys: (string | null)[];
  isWaiting: boolean;
}

/** Returns how far a block was resolved: everything below is known. */
const reachedBy = ({ block, keys }: Progress): number =>
  block.structs[keys.length]?.clock ?? block.end;

/**
 * Finds each new struct's entry, in an order in which every origin comes first: a block waits on
 * the stack for the one it needs, up to what it needs. Nothing is visited twice.
 */
export function resolveEntries(
  update: MarksUpdate,
  index: DocumentIndex,
  accepts: (key: string | null, content: Uint8Array | null) => boolean,
): Result<readonly KeyRun[], ResolveFault> {
  const progress = new Map<number, Progress>();
  for (const block of update.blocks.values()) {
    progress.set(block.client, { block, keys: [], isWaiting: false });
  }
  const runs: KeyRun[] = [];
  for (const root of progress.values()) {
    const stack = [{ at: root, until: root.block.end }];
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const { at, until } = top;
      const struct = at.block.structs[at.keys.length];
      if (!struct || reachedBy(at) >= until) {
        stack.pop();
        const below = stack.at(-1);
        if (below) below.at.isWaiting = false;
        continue;
      }
      const found = keyOf(struct, at.block.client, index, progress);
      if (!found.ok) return found;
      const { key, missing } = found.value;
      if (missing) {
        if (missing.at === at || missing.at.isWaiting) return err('bad-origin');
        at.isWaiting = true;
        stack.push(missing);
        continue;
      }
      at.keys.push(key);
      const run = newPart(struct, at.block.client, key, index);
      if (!run) continue;
      if (struct.kind === 'item' && !accepts(key, struct.content)) return err('bad-entry');
      runs.push(run);
    }
  }
  return ok(runs);
}

interface Found {
  readonly key: string | null;
  /** The block to resolve first, and how far. */
  readonly missing?: { readonly at: Progress; readonly until: number };
}

function keyOf(
  struct: MarksStruct,
  client: number,
  index: DocumentIndex,
  progress: ReadonlyMap<number, Progress>,
): Result<Found, ResolveFault> {
  if (struct.kind === 'collected') return ok({ key: null });
  const known = index.clockOf(client);
  // What is stored keeps the entry it has, whatever is claimed about it now; the rest follows it.
  if (struct.clock < known) {
    return ok({ key: index.keyAt(client, Math.min(known, struct.clock + struct.length) - 1) });
  }
  const { origin } = struct;
  if (!origin) return ok({ key: struct.key });
  if (origin.clock < index.clockOf(origin.client)) {
    return ok({ key: index.keyAt(origin.client, origin.clock) });
  }
  const at = progress.get(origin.client);
  if (!at || origin.clock >= at.block.end) return err('ahead');
  if (origin.clock >= reachedBy(at)) {
    return ok({ key: null, missing: { at, until: origin.clock + 1 } });
  }
  return ok({ key: at.keys[structAt(at.block, origin.clock)] ?? null });
}

/** The index of the struct that holds this clock. */
function structAt({ structs }: ClientBlock, clock: number): number {
  let [low, high] = [0, structs.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((structs[middle]?.clock ?? 0) <= clock) low = middle;
    else high = middle - 1;
  }
  return low;
}

function newPart(
  { clock, length }: MarksStruct,
  client: number,
  key: string | null,
  index: DocumentIndex,
): KeyRun | null {
  const from = Math.max(clock, index.clockOf(client));
  const to = clock + length - 1;
  return from > to ? null : { client, from, to, key };
}
