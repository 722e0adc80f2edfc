/** What every comment of a list shows beside itself, and whom it asks. */
import type { TrackModel } from './track-model.svelte.ts';
import type { Writing } from './writing.svelte.ts';
import type { Comment, File, Member, SoundMoment } from '#shared/workspace/entities.ts';

export interface CommentsAround {
  readonly model: TrackModel;
  readonly members: readonly Member[];
  /** The people who can be mentioned. */
  readonly others: readonly Member[];
  readonly files: readonly File[];
  readonly waiting: ReadonlySet<string>;
  readonly writing: Writing;
  /** The id of the element that glows. */
  readonly lit: string | null;
  /** Where the last link led. */
  readonly sought: Sought | null;
  /** The name somebody has now, while they are on the track; empty for an account that is gone. */
  readonly nameOf: (userId: string, nameThen: string) => string;
  /** Plays from a moment on. */
  readonly onhear: (moment: SoundMoment) => void;
  readonly onremind: (comment: Comment) => void;
  readonly ondelete: (comment: Comment) => void;
}

/** Each following of a link is another one, also to the same element. */
export interface Sought {
  /** The id of the element it leads to. */
  readonly hash: string;
}

/** @returns the id of the comment that a link leads to */
export const commentSought = (sought: Sought | null): string | null =>
  sought?.hash.startsWith('comment-') ? sought.hash.slice('comment-'.length) : null;
