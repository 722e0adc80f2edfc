/**
 * Brings here what is wanted and lets go of what is not, one part after the other, until nothing is left to
 * do or nothing comes. Where it stands is read from what lies here, so that it goes on after any cut.
 */
import type { KeptStates } from '#lib/ports/kept.ts';
import type { KeptCache } from '#lib/storage/kept-cache.ts';
import {
  heldBytes,
  lengthOfPart,
  missingPart,
  partBytes,
  type HeldSound,
} from '#lib/storage/kept-parts.ts';
import type { WantedSounds } from '#lib/storage/wanted-sounds.ts';
import type { Engine } from '#shared/audio/playability.ts';
import type { LoopResult } from '#shared/base/loop.ts';
import type { File } from '#shared/workspace/entities.ts';
import { planOf, type KeepPlan, type ToFetch } from './keep-plan.ts';
import type { Waveforms } from './waveforms.ts';
import { askForPart, findSound, type PartAnswer, type PartQuestion } from './sound-part.ts';

export interface KeepingDependencies extends Omit<PartQuestion, 'versionId'> {
  readonly cache: KeptCache;
  readonly wanted: WantedSounds;
  readonly outlines: Pick<Waveforms, 'bring' | 'drop'>;
  readonly engine: Engine;
  /** Those of them that this device knows. */
  readonly files: (ids: readonly string[]) => Promise<ReadonlyMap<string, File>>;
  /** Bytes that this browser would still take; null where it does not say. */
  readonly room: () => Promise<number | null>;
  /** Files for which there was no room; those that are found so are added. */
  readonly noRoom: Set<string>;
  /** What is known of the way to the server, from one run to the next. */
  readonly line: { isWaiting: boolean };
  readonly tell: (states: KeptStates) => void;
}

/** What the app itself is going to need: its databases come first. */
const reserveBytes = 64 * 1_024 * 1_024;
/** The server has other bytes than those it was begun with: after a restore, say, and not again and again. */
const renewalsMost = 2;

/** `stale`: something else is to be done now. */
type Brought = 'whole' | 'stale' | 'no-room' | Exclude<PartAnswer['kind'], 'part'>;
type Found = Awaited<ReturnType<typeof findSound>>;
/** By version. */
type Held = Map<string, HeldSound>;

/** The server does not say. */
const isUnsaid = (found: Found): boolean => found === 'failed' || found === 'sign-in';

export async function keepSounds(dependencies: KeepingDependencies): Promise<LoopResult> {
  const { cache, wanted, outlines, noRoom, line, signal } = dependencies;
  const asked = new Map<string, Found>();
  let renewals = 0;
  while (!signal.aborted) {
    const held: Held = await cache.held();
    const plan = await look(held, dependencies);
    if (plan.unplayable.length > 0) wanted.remove(plan.unplayable);
    for (const versionId of plan.spent) await cache.drop(versionId);
    await askAfter(plan, asked, dependencies);
    const { next } = plan;
    if (next === null) return [...asked.values()].some(isUnsaid) ? { retry: 0 } : 'done';
    const brought = await bring(next, held, dependencies);
    switch (brought) {
      case 'whole':
        wanted.isHere(next.fileId, next.versionId);
        await outlines.bring(next.versionId, signal);
        break;
      case 'gone':
        await forget(next, dependencies);
        break;
      case 'no-room':
        noRoom.add(next.fileId);
        break;
      case 'changed':
        await cache.drop(next.versionId);
        renewals += 1;
        if (renewals > renewalsMost) return { retry: 0 };
        break;
      case 'sign-in':
      case 'failed':
        line.isWaiting = true;
        await look(held, dependencies);
        return brought === 'failed' ? { retry: 0 } : 'rest';
      case 'stale':
        break;
    }
  }
  return 'done';
}

/** @returns what is to be done, once it was told how all of it stands */
async function look(
  held: Held,
  { wanted, files, engine, noRoom, line: { isWaiting }, tell }: KeepingDependencies,
): Promise<KeepPlan> {
  const known = await files(wanted.list().map(({ fileId }) => fileId));
  const plan = planOf({ wanted: wanted.list(), files: known, held, engine, noRoom, isWaiting });
  tell(plan.states);
  return plan;
}

/** What this device does not know any more, or not yet, goes where the server says that it is gone. */
async function askAfter(
  { unknown }: KeepPlan,
  asked: Map<string, Found>,
  dependencies: KeepingDependencies,
): Promise<void> {
  for (const sound of unknown) {
    const { versionId } = sound;
    if (asked.has(versionId)) continue;
    const found = await findSound({ ...dependencies, versionId });
    asked.set(versionId, found);
    if (isUnsaid(found)) return;
    if (found === 'gone') await forget(sound, dependencies);
  }
}

async function forget(
  { fileId, versionId }: Pick<ToFetch, 'fileId' | 'versionId'>,
  { cache, wanted, outlines }: KeepingDependencies,
): Promise<void> {
  wanted.remove([fileId]);
  await cache.drop(versionId);
  await outlines.drop(versionId);
}

/** Fetches what is missing of it; once it returns `whole`, players get it from here. */
async function bring(
  { versionId, size: expected }: ToFetch,
  held: Held,
  dependencies: KeepingDependencies,
): Promise<Brought> {
  const { cache, room, line, signal } = dependencies;
  let sound = held.get(versionId);
  const free = await room();
  const left = expected - heldBytes(sound);
  if (free !== null && free < left + reserveBytes) return 'no-room';
  await cache.unmark(versionId);
  let etag = await cache.etagOf(versionId);
  for (let part = sound ? missingPart(sound) : 0; part !== null; part = missingPart(sound)) {
    const answer = await askForPart({ ...dependencies, versionId }, rangeOf(part, sound), etag);
    if (signal.aborted) return 'stale';
    if (answer.kind !== 'part') return answer.kind;
    const { size, headers } = answer;
    if (sound && sound.size !== size) return 'changed';
    if (!(await isPut(cache, { versionId, part, size }, answer))) return 'no-room';
    etag = headers.get('etag') ?? '';
    sound = { size, parts: new Set([...(sound?.parts ?? []), part]), isWhole: false };
    held.set(versionId, sound);
    line.isWaiting = false;
    const { next } = await look(held, dependencies);
    if (next?.versionId !== versionId) return 'stale';
  }
  await cache.markWhole(versionId, sound?.size ?? 0);
  return 'whole';
}

function rangeOf(part: number, sound: HeldSound | undefined) {
  const start = part * partBytes;
  return { start, end: start + (sound ? lengthOfPart(part, sound.size) : partBytes) - 1 };
}

/** What does not fit as a whole gives its room back. */
async function isPut(
  cache: KeptCache,
  ...part: Parameters<KeptCache['putPart']>
): Promise<boolean> {
  try {
    await cache.putPart(...part);
    return true;
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'QuotaExceededError') throw error;
    await cache.drop(part[0].versionId);
    return false;
  }
}
