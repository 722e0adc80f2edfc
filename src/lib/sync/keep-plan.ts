/**
 * What is to be done about the sounds that somebody wants kept, given the files this device knows and what
 * lies here. Of each file the current version is kept. While a newer one is fetched, the one before stays,
 * and goes when the newer one is whole; versions that were removed go at once. Pure.
 */
import type { KeptState } from '#lib/ports/kept.ts';
import type { WantedSound } from '#lib/storage/wanted-sounds.ts';
import { heldBytes, type HeldSound } from '#lib/storage/kept-parts.ts';
import type { Engine } from '#shared/audio/playability.ts';
import type { File } from '#shared/workspace/entities.ts';
import { currentVersion } from '#shared/workspace/files.ts';
import { obstacleTo } from '#shared/workspace/playable.ts';

export interface KeepFacts {
  readonly wanted: readonly WantedSound[];
  /** Those of the wanted that this device knows. */
  readonly files: ReadonlyMap<string, File>;
  /** By version. */
  readonly held: ReadonlyMap<string, HeldSound>;
  readonly engine: Engine;
  /** Files for which there was no room. */
  readonly noRoom: ReadonlySet<string>;
  /** Nothing comes from the server. */
  readonly isWaiting: boolean;
}

/** A version that is to be fetched. */
export interface ToFetch {
  readonly fileId: string;
  readonly versionId: string;
  /** Bytes; of the file as it came, until the server has said how many a player gets. */
  readonly size: number;
}

export interface KeepPlan {
  readonly states: ReadonlyMap<string, KeptState>;
  readonly next: ToFetch | null;
  /** Versions of which nothing has to lie here any more. */
  readonly spent: readonly string[];
  /** Files that are wanted no more, as nothing here plays them now. */
  readonly unplayable: readonly string[];
  /** Not among this device's files: gone, or not fetched yet. The server knows. */
  readonly unknown: readonly WantedSound[];
}

export function planOf(facts: KeepFacts): KeepPlan {
  const { wanted, files, held } = facts;
  const views = wanted.flatMap((sound) => {
    const file = files.get(sound.fileId);
    const view = file && viewOf(sound, file, facts);
    return view ? [view] : [];
  });
  const unknown = wanted.filter(({ fileId }) => !files.has(fileId));
  const needed = new Set([
    ...views.flatMap(({ needs }) => needs),
    ...unknown.map(({ versionId }) => versionId),
  ]);
  const shown = new Set(views.map(({ fileId }) => fileId));
  return {
    states: new Map(views.map(({ fileId, state }) => [fileId, state])),
    next: views.find(({ toFetch }) => toFetch !== null)?.toFetch ?? null,
    spent: [...held.keys()].filter((versionId) => !needed.has(versionId)),
    unplayable: wanted
      .map(({ fileId }) => fileId)
      .filter((fileId) => files.has(fileId) && !shown.has(fileId)),
    unknown,
  };
}

interface View {
  readonly fileId: string;
  readonly state: KeptState;
  readonly toFetch: ToFetch | null;
  /** Versions that have to lie here. */
  readonly needs: readonly string[];
}

/** @returns null where nothing here plays it */
function viewOf(
  { fileId, versionId, isWhole }: WantedSound,
  file: File,
  { held, engine, noRoom, isWaiting }: KeepFacts,
): View | null {
  const current = currentVersion(file);
  if (file.removedAt !== null || !current || obstacleTo(current, engine) !== null) return null;
  const sound = held.get(current.id);
  const older = file.versions
    .map(({ id }) => id)
    .filter((id) => id !== current.id && isThere(file, id) && held.get(id)?.isWhole);
  const needs = sound?.isWhole ? [current.id] : [current.id, ...older];
  const bytes = needs.reduce((sum, id) => sum + heldBytes(held.get(id)), 0);
  const showing = (state: KeptState, toFetch: ToFetch | null = null) => ({
    fileId,
    state,
    toFetch,
    needs,
  });
  if (sound?.isWhole) return showing({ kind: 'here', bytes });
  const isMissed = isWhole && isThere(file, versionId) && !held.get(versionId)?.isWhole;
  if (isMissed) return showing({ kind: 'removed', bytes });
  if (noRoom.has(fileId)) return showing({ kind: 'no-room', bytes });
  const size = sound?.size ?? current.size;
  return showing(
    { kind: 'coming', bytes, held: heldBytes(sound), size, isWaiting },
    { fileId, versionId: current.id, size },
  );
}

const isThere = ({ versions }: File, versionId: string): boolean =>
  versions.some(({ id, removedAt }) => id === versionId && removedAt === null);
