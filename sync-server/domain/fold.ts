/**
 * Whether a notice becomes a row of its own or changes an earlier one of the same person in place: that
 * row keeps its id, gets a new ordinal and so asks for attention again. The registry says which kinds
 * fold how; here is what the row then says. Nothing that was read is changed or taken away unless the
 * row is there for good: whoever has read it would go on believing it.
 */
import { isSame } from '#shared/base/is-same.ts';
import { foldsWith, kinds, subjectOf } from '#shared/notifications/kinds.ts';
import type { NotificationRecord, Person } from '#shared/notifications/record.ts';
import type { File } from '#shared/workspace/entities.ts';
import { changeFoldMs, foldedPeople, mentionRows } from '#shared/workspace/limits.ts';
import type { EarlierRow, WorkspaceReading } from '../storage/workspace-store.ts';
import { filesOf, sharedData } from './shared-files.ts';
import { isUnread } from './is-unread.ts';
import type { Notice } from './notifications-for.ts';

/** A notice, and the row it takes the place of. */
export interface FoldedNotice {
  readonly notice: Notice;
  /** The row as it is; null makes a new one. */
  readonly earlier: NotificationRecord | null;
  /** Nothing is left to say: the row goes. */
  readonly isVoid: boolean;
}

type Reading = WorkspaceReading;

/** @param isQuiet it asks for no more attention: a mention is a comment like others */
export async function foldNotice(
  tx: Reading,
  told: Notice,
  at: number,
  isQuiet: boolean,
): Promise<FoldedNotice> {
  const notice = isQuiet ? asComment(told) : await amongComments(tx, told);
  const { to, facts } = notice;
  const { folding } = kinds[facts.kind];
  const alone: FoldedNotice = { notice, earlier: null, isVoid: false };
  const question = earlierOf(facts);
  const earlier = question && (await tx.earlierRow(to, question));
  if (!earlier) return alone;
  switch (folding) {
    case 'never':
      return alone;
    case 'per-track':
    case 'per-actor':
    case 'per-subject':
      return { notice, earlier, isVoid: false };
    case 'while-unread':
      return isUnread(await tx.marksOf(to), earlier) ? withComment(notice, earlier) : alone;
    case 'batch':
      return isUnread(await tx.marksOf(to), earlier)
        ? withFiles(notice, earlier, await filesOf(tx, facts.track?.id ?? ''), at)
        : alone;
    case 'shortly': {
      const isLately = at - earlier.createdAt < changeFoldMs;
      return isLately && isUnread(await tx.marksOf(to), earlier)
        ? withChange(notice, earlier)
        : alone;
    }
  }
}

/** Which row a notice could change; null where its kind changes none. */
function earlierOf(facts: Notice['facts']): EarlierRow | null {
  const { folding } = kinds[facts.kind];
  const byRow = folding === 'per-subject' ? 'subject' : 'track';
  const id = byRow === 'subject' ? subjectOf(facts) : facts.track?.id;
  if (folding === 'never' || id === undefined || id === null) return null;
  const isOfOne = folding === 'per-actor' || folding === 'batch';
  const actorId = isOfOne ? facts.actor?.id : undefined;
  return { kinds: foldsWith(facts.kind), by: byRow, id, ...(actorId !== undefined && { actorId }) };
}

/** Where one person has mentioned another too often already, one more is a comment like others. */
async function amongComments(tx: Reading, notice: Notice): Promise<Notice> {
  const { to, facts } = notice;
  if (facts.kind !== 'comment.mentioned' || !facts.track) return notice;
  const rows = await tx.rowsOfTrack(to, facts.track.id, ['comment.mentioned']);
  const theirs = rows.filter(({ actor }) => actor?.id === facts.actor?.id);
  if (theirs.length < mentionRows) return notice;
  const marks = await tx.marksOf(to);
  const isFull = theirs.filter((row) => isUnread(marks, row)).length >= mentionRows;
  return isFull ? asComment(notice) : notice;
}

const asComment = ({ to, facts }: Notice): Notice => ({
  to,
  facts: facts.kind === 'comment.mentioned' ? { ...facts, kind: 'comment.added' } : facts,
});

/** "Ana and 2 others commented": the newest comment speaks for all. */
function withComment(notice: Notice, earlier: NotificationRecord): FoldedNotice {
  const { facts } = notice;
  if (facts.kind !== 'comment.added' || earlier.kind !== 'comment.added') {
    return { notice, earlier: null, isVoid: false };
  }
  const before = earlier.data.people ?? (earlier.actor ? [earlier.actor] : []);
  const people = latestFirst(facts.actor, before);
  const data = { ...facts.data, count: (earlier.data.count ?? 1) + 1, people };
  return { notice: { ...notice, facts: { ...facts, data } }, earlier, isVoid: false };
}

const latestFirst = (person: Person | null, before: readonly Person[]): readonly Person[] =>
  [...(person ? [person] : []), ...before.filter(({ id }) => id !== person?.id)].slice(
    0,
    foldedPeople,
  );

/** "Ana shared 46 files": all since the first of them, the newest named. */
function withFiles(
  notice: Notice,
  earlier: NotificationRecord,
  files: readonly File[],
  at: number,
): FoldedNotice {
  const { facts } = notice;
  if (facts.kind !== 'file.shared' || earlier.kind !== 'file.shared' || !facts.actor) {
    return { notice, earlier: null, isVoid: false };
  }
  const data = sharedData(files, facts.actor.id, { from: earlier.data.since, to: at });
  const folded = { ...notice, facts: { ...facts, data: data ?? facts.data } };
  return { notice: folded, earlier, isVoid: false };
}

/**
 * "Idea → Mixing"; there and back again is no news. Where the row did not end at what is moved now,
 * the one who is told has moved it in between: that this was undone is news of its own.
 */
function withChange(notice: Notice, earlier: NotificationRecord): FoldedNotice {
  const { facts } = notice;
  const folded = changeOver(facts, earlier);
  if (folded === null) return { notice, earlier: null, isVoid: false };
  const isVoid = isSame(folded.data.from, folded.data.to);
  return { notice: { ...notice, facts: folded }, earlier, isVoid };
}

type Change = Extract<Notice['facts'], { kind: 'stage.changed' | 'due.changed' }>;

/** From where the earlier row began to where this one ends; null where they do not meet. */
function changeOver(facts: Notice['facts'], earlier: NotificationRecord): Change | null {
  if (facts.kind === 'stage.changed' && earlier.kind === 'stage.changed') {
    const { from, to } = earlier.data;
    return to === facts.data.from ? { ...facts, data: { ...facts.data, from } } : null;
  }
  if (facts.kind === 'due.changed' && earlier.kind === 'due.changed') {
    const { from, to } = earlier.data;
    const meet = isSame(to, facts.data.from);
    return meet ? { ...facts, data: { ...facts.data, from } } : null;
  }
  return null;
}
