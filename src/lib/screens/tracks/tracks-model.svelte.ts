/** This model is the list of tracks, and making a new one. */
import type { Ticks } from '#lib/ports/device.ts';
import type { CommandSender, TrackSummary, WorkspaceReader } from '#lib/ports/workspace.ts';
import { uuid7 } from '#shared/base/ids.ts';
import { lineIn } from '#shared/base/typed-text.ts';
import { titleCharacters } from '#shared/workspace/limits.ts';
import type { Stage } from '#shared/workspace/vocabulary.ts';
import { Watched } from '#lib/screens/common/watched.svelte.ts';

interface NewTrack {
  readonly title: string;
  readonly stage: Stage;
  /** Empty where none is chosen. */
  readonly dueOn: string;
}

export class TracksModel {
  readonly #commands: CommandSender;
  readonly #ticks: Ticks;
  readonly #tracks: Watched<readonly TrackSummary[]>;
  readonly #joining: Watched<number>;

  constructor(workspace: WorkspaceReader, commands: CommandSender, ticks: Ticks) {
    this.#commands = commands;
    this.#ticks = ticks;
    this.#tracks = new Watched(workspace.tracks());
    this.#joining = new Watched(workspace.joining());
  }

  get tracks(): readonly TrackSummary[] | undefined {
    return this.#tracks.value;
  }

  /** Counts those joined by links and not known here yet. */
  get joining(): number {
    return this.#joining.value ?? 0;
  }

  /**
   * @param insteadOf the refused command that it was in before
   * @returns its id, or null where the title is missing
   */
  async create(
    { title, stage, dueOn }: NewTrack,
    insteadOf: string | undefined,
  ): Promise<string | null> {
    const named = lineIn(title, titleCharacters);
    if (!named.ok) return null;
    const trackId = uuid7(this.#ticks.now());
    const due = dueOn === '' ? {} : { dueOn, timeZone: this.#ticks.timeZone };
    const args = { trackId, title: named.value, stage, ...due };
    await this.#commands.send({ name: 'track.create.v1', args }, undefined, insteadOf);
    return trackId;
  }

  setStage(trackId: string, stage: Stage): Promise<void> {
    return this.#commands.send({ name: 'track.setStage.v1', args: { trackId, stage } });
  }

  dispose(): void {
    this.#tracks.dispose();
    this.#joining.dispose();
  }
}
