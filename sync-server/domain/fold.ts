/**
 * Whether a notice becomes a row of its own or changes an earlier one of the same person in place: that
 * row keeps its id, gets a new ordinal and so asks for attention again. The registry says which kinds
 * fold how; here is what the row then says.
 */
import { foldsWith, kinds, subjectOf } from '#shared/notifications/kinds.ts';
import type { NotificationRecord, Person } from '#shared/notifications/record.ts';
import { hiddenOrdinals } from '#shared/marks/lane.ts';
import type { Marks } from '#shared/marks/marks.ts';
import { runSetHas } from '#shared/marks/run-set.ts';
import { foldedPeople, stageFoldMs } from '#shared/workspace/limits.ts';
import type { WorkspaceReading } from '../storage/workspace-store.ts';
import type { Notice } from './notifications-for.ts';

/** A notice, and the row it takes the place of. */
export interface FoldedNotice {
  readonly notice: Notice;
  /** Null makes a new row. */
  readonly rowId: string | null;
  /** Nothing is left to say: the row goes. */
  readonly isVoid: boolean;
}

type Reading = Pick<WorkspaceReading, 'earlierRow' | 'marksOf'>;

export async function foldNotice(tx: Reading, notice: Notice, at: number): Promise<FoldedNotice> {
  const { to, facts } = notice;
  const { folding } = kinds[facts.kind];
  const alone: FoldedNotice = { notice, rowId: null, isVoid: false };
  const bySubject = folding === 'per-subject';
  const id = bySubject ? subjectOf(facts) : facts.track?.id;
  if (folding === 'never' || id === undefined || id === null) return alone;
  const earlier = await tx.earlierRow(to, {
    kinds: foldsWith(facts.kind),
    by: bySubject ? 'subject' : 'track',
    id,
  });
  if (!earlier) return alone;
  switch (folding) {
    case 'per-track':
    case 'per-subject':
      return { notice, rowId: earlier.id, isVoid: false };
    case 'while-unread':
      return isUnread(await tx.marksOf(to), earlier.ordinal) ? withComment(notice, earlier) : alone;
    case 'shortly':
      return at - earlier.createdAt < stageFoldMs ? withStage(notice, earlier) : alone;
  }
}

const isUnread = ({ read, dismissed }: Marks, ordinal: number): boolean =>
  ![read, dismissed].some((lane) => runSetHas(hiddenOrdinals(lane), ordinal));

/** "Ana and 2 others commented": the newest comment speaks for all. */
function withComment(notice: Notice, earlier: NotificationRecord): FoldedNotice {
  const { facts } = notice;
  if (facts.kind !== 'comment.added' || earlier.kind !== 'comment.added') {
    return { notice, rowId: null, isVoid: false };
  }
  const before = earlier.data.people ?? (earlier.actor ? [earlier.actor] : []);
  const people = latestFirst(facts.actor, before);
  const data = { ...facts.data, count: (earlier.data.count ?? 1) + 1, people };
  return { notice: { ...notice, facts: { ...facts, data } }, rowId: earlier.id, isVoid: false };
}

const latestFirst = (person: Person | null, before: readonly Person[]): readonly Person[] =>
  [...(person ? [person] : []), ...before.filter(({ id }) => id !== person?.id)].slice(
    0,
    foldedPeople,
  );

/**
 * "Idea → Mixing"; there and back again is no news. Where the row did not end at what is moved now,
 * the one who is told has moved it in between: that this was undone is news of its own.
 */
function withStage(notice: Notice, earlier: NotificationRecord): FoldedNotice {
  const { facts } = notice;
  const isFurther =
    facts.kind === 'stage.changed' &&
    earlier.kind === 'stage.changed' &&
    facts.data.from === earlier.data.to;
  if (!isFurther) return { notice, rowId: null, isVoid: false };
  const data = { from: earlier.data.from, to: facts.data.to };
  return {
    notice: { ...notice, facts: { ...facts, data } },
    rowId: earlier.id,
    isVoid: data.from === data.to,
  };
}
