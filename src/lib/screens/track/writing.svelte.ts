/**
 * Which replies to comments of a track, and edits of them, are being written, by the places of their
 * drafts. What somebody opened, left unsent or had refused goes on until it is sent, given up or closed,
 * whatever becomes of the comments meanwhile.
 */
import type { DraftKeeper, KeptText } from '#lib/ports/session.ts';
import type { WorkspaceReader } from '#lib/ports/workspace.ts';
import { typedPlaces } from '#lib/screens/common/typed-places.ts';
import { Watched } from '#lib/screens/common/watched.svelte.ts';
import type { Unsubscribe } from '#shared/base/observable.ts';
import type { Thread } from '#shared/workspace/moments.ts';

interface WritingDependencies {
  readonly drafts: Pick<DraftKeeper, 'all'>;
  readonly workspace: Pick<WorkspaceReader, 'refused'>;
}

export const replyPlace = (root: string): string => `reply/${root}`;
export const editPlace = (commentId: string): string => `comment-edit/${commentId}`;

/** Its maker has to dispose it. */
export class Writing {
  readonly #trackId: string;
  readonly #refused: ReturnType<typeof watchRefused>;
  readonly #unsubscribe: Unsubscribe;
  /** The places that were opened here. */
  #asked = $state.raw<readonly string[]>([]);
  /** What lay on the device when this began, and was not closed since; null until it is read. */
  #kept = $state.raw<readonly KeptText[] | null>(null);

  constructor(trackId: string, { drafts, workspace }: WritingDependencies) {
    this.#trackId = trackId;
    this.#refused = watchRefused(workspace);
    this.#unsubscribe = drafts.all().subscribe((texts) => {
      this.#kept ??= texts.filter((text) => (text.trackId ?? trackId) === trackId);
    });
  }

  isOn(place: string): boolean {
    return this.#on.includes(place);
  }

  /** The person has opened it: the focus goes there. */
  isAsked(place: string): boolean {
    return this.#asked.includes(place);
  }

  /** A reply to the thread, or an edit of one of its comments. */
  isIn({ root, first, replies }: Thread): boolean {
    const on = this.#on;
    return (
      on.length > 0 &&
      (on.includes(replyPlace(root)) ||
        [first, ...replies].some(({ id }) => on.includes(editPlace(id))))
    );
  }

  /** What replies are being written to on this track, also where that is gone. */
  readonly answered: readonly string[] = $derived.by(() => [
    ...this.#asked.flatMap(answeredAt),
    // Of what an app from before has kept, the track is not known.
    ...(this.#kept ?? []).flatMap(({ place, trackId }) => (trackId ? answeredAt(place) : [])),
    ...this.#returned.flatMap(({ command: { args } }) =>
      'replyTo' in args && args.replyTo !== undefined && args.trackId === this.#trackId
        ? args.replyTo
        : [],
    ),
  ]);

  open(place: string): void {
    if (!this.#asked.includes(place)) this.#asked = [...this.#asked, place];
  }

  /** What is typed there stays kept, and what was refused stays open. */
  close(place: string): void {
    this.#asked = this.#asked.filter((each) => each !== place);
    this.#kept = this.#kept?.filter((text) => text.place !== place) ?? null;
  }

  dispose(): void {
    this.#refused.dispose();
    this.#unsubscribe();
  }

  /** What the server keeps failing on is on screen as if it were sent. */
  readonly #returned = $derived.by(() =>
    (this.#refused.value ?? []).filter(({ code }) => code !== 'server-fault'),
  );

  readonly #on: readonly string[] = $derived.by(() => [
    ...this.#asked,
    ...(this.#kept ?? []).map(({ place }) => place),
    ...this.#returned.flatMap(({ command }) => Object.keys(typedPlaces(command))),
  ]);
}

const watchRefused = (workspace: Pick<WorkspaceReader, 'refused'>) =>
  new Watched(workspace.refused());

const answeredAt = (place: string): string[] =>
  place.startsWith(replyPlace('')) ? [place.slice(replyPlace('').length)] : [];
