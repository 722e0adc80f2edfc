import { describe, expect, it } from 'vitest';
import { actions, isNotificationKind, kinds, priorityOf } from './kinds.ts';
import { categories, priorities } from '#shared/workspace/vocabulary.ts';

const targets = [
  ...['stage', 'deadline', 'collaborators', 'comments', 'files', 'reminders'],
  ...['ticket', 'origin', null],
];

describe('the registry of kinds', () => {
  it('NT5 says everything of every kind', () => {
    for (const [name, kind] of Object.entries(kinds)) {
      expect(name).toMatch(/^[a-z]+\.[a-z-]+$/u);
      expect(categories).toContain(kind.category);
      expect(typeof kind.priority === 'function' || priorities.includes(kind.priority)).toBe(true);
      expect(targets).toContain(kind.target);
      for (const action of kind.actions) expect(actions).toContain(action);
      expect([1, 2]).toContain(kind.pushActions.length);
      // What is answered, or folded by what it is about, is known by an id.
      const isNamed = kind.subject !== null;
      expect(isNamed || kind.awaits === null || kind.awaits === 'release').toBe(true);
      expect(isNamed || kind.folding !== 'per-subject').toBe(true);
      expect(kind.actions.length > 0).toBe(kind.awaits !== null && kind.awaits !== 'release');
      // One place per thing: what is asked again and again is one row.
      if (kind.target === 'ticket' || kind.target === 'origin') {
        expect(kind.folding).toBe('per-subject');
      }
    }
  });

  it('NT5 a deadline becomes urgent a day before, an announcement is as loud as it was published', () => {
    const base = { id: 'n', ordinal: 1, createdAt: 0, actor: null, track: null };
    const due = { on: '2026-11-27', time: null, timeZone: 'UTC' };
    const near = (step: 'week' | 'three-days' | 'day' | 'hours') =>
      priorityOf({ ...base, kind: 'deadline.near', data: { step, due, at: 0, endsAt: 0 } });
    expect([near('week'), near('three-days'), near('day'), near('hours')]).toEqual([
      'normal',
      'normal',
      'high',
      'high',
    ]);
    for (const priority of priorities) {
      const data = { announcementId: 'a', title: 'A', text: 'B', priority };
      expect(priorityOf({ ...base, kind: 'announcement.published', data })).toBe(priority);
    }
  });

  it('NT5 asks for an answer where an invite waits, and says so loudly', () => {
    expect(kinds['invite.received']).toMatchObject({
      priority: 'high',
      actions: ['accept', 'decline'],
    });
  });

  it('knows its kinds and nothing that objects have anyway', () => {
    expect(isNotificationKind('stage.changed')).toBe(true);
    for (const other of ['', 'toString', '__proto__', 'stage']) {
      expect(isNotificationKind(other)).toBe(false);
    }
  });
});
