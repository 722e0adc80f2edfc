import { describe, expect, it } from 'vitest';
import { uuid7 } from '#shared/base/ids.ts';
import { recipientsMost } from '#shared/workspace/limits.ts';
import { parseCommand } from '#shared/workspace/commands.ts';
import { announcementIn } from './announcement-form.ts';

const draft = { title: 'Maintenance', text: 'At 02:00.', priority: 'high' as const, to: null };
const id = uuid7(0);

describe('an announcement', () => {
  it('goes to everybody where nobody is named', () => {
    const form = announcementIn(draft, id);
    if (!form.ok) throw new Error('refused');
    expect(form.value).not.toHaveProperty('to');
    expect(parseCommand('announcement.publish.v1', form.value).ok).toBe(true);
  });

  it('goes to addresses, however they are listed, each once', () => {
    const form = announcementIn(
      { ...draft, to: 'Ana@x.example, ben@x.example;\nana@x.example' },
      id,
    );
    if (!form.ok) throw new Error('refused');
    expect(form.value.to).toEqual(['ana@x.example', 'ben@x.example']);
    expect(parseCommand('announcement.publish.v1', form.value).ok).toBe(true);
  });

  it('says which field is wrong', () => {
    expect(announcementIn({ ...draft, title: ' ' }, id)).toMatchObject({
      error: { field: 'title', surplus: 0 },
    });
    expect(announcementIn({ ...draft, text: 'x'.repeat(2_010) }, id)).toMatchObject({
      error: { field: 'text', surplus: 10 },
    });
    expect(announcementIn({ ...draft, to: ' ,\n' }, id)).toMatchObject({
      error: { field: 'to', address: '' },
    });
    expect(announcementIn({ ...draft, to: 'ana@x.example ben@x' }, id)).toMatchObject({
      error: { field: 'to', address: 'ben@x' },
    });
    const many = Array.from({ length: recipientsMost + 2 }, (_, n) => `p${n}@x.example`).join(' ');
    expect(announcementIn({ ...draft, to: many }, id)).toMatchObject({
      error: { field: 'to', surplus: 2 },
    });
  });
});
