import { describe, expect, it } from 'vitest';
import { categories, isNotificationKind, kinds } from './kinds.ts';

describe('the registry of kinds', () => {
  it('NT5 says everything of every kind', () => {
    for (const [name, kind] of Object.entries(kinds)) {
      expect(name).toMatch(/^[a-z]+(\.[a-z]+)+$/u);
      expect(categories).toContain(kind.category);
      expect(['normal', 'high']).toContain(kind.priority);
      expect(['stage', 'deadline', 'collaborators', 'comments', null]).toContain(kind.target);
      expect(Array.isArray(kind.actions)).toBe(true);
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
