import { expect, it } from 'vitest';
import { isOpen, type Subjects } from './awaited.ts';
import { awaitedBy, kinds, kindsAwaiting, subjectOf } from './kinds.ts';

const nothing: Subjects = { invite: null, reminder: null, ticket: null, track: null };

it('NT5 a row whose subject is not held waits for nothing', () => {
  for (const { awaits } of Object.values(kinds)) expect(isOpen(awaits, nothing, 0)).toBe(false);
});

it('NT5 an overdue row waits until its track is out', () => {
  expect(kindsAwaiting('release')).toEqual(['deadline.passed']);
  expect(isOpen('release', { ...nothing, track: { stage: 'mixing' } }, 0)).toBe(true);
  expect(isOpen('release', { ...nothing, track: { stage: 'released' } }, 0)).toBe(false);
  expect(isOpen(null, { ...nothing, track: { stage: 'mixing' } }, 0)).toBe(false);
});

it('a row is about what its kind says, whatever else its data names', () => {
  const data = { reminderId: 'r', commentId: 'c' };
  expect(subjectOf({ kind: 'reminder.due', data })).toBe('r');
  expect(subjectOf({ kind: 'comment.added', data })).toBe('c');
  expect(subjectOf({ kind: 'ticket.answered', data })).toBeNull();
  expect(subjectOf({ kind: 'stage.changed', data })).toBeNull();
  expect(awaitedBy({ kind: 'reminder.due' })).toBe('reminder');
});
