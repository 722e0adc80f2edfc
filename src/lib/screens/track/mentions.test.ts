import { expect, test } from 'vitest';
import { memberId } from '#shared/workspace/slice.ts';
import type { Member } from '#shared/workspace/entities.ts';
import { commentParts, mentionBeingTyped, mentionsIn, suggestionsFor } from './mentions.ts';

const memberOf = (name: string): Member => ({
  id: memberId('t', name),
  trackId: 't',
  userId: name,
  name,
  role: 'collaborator',
  joinedAt: 1,
});
const people = ['Ana Reyes', 'Ben', 'Ben Okafor', 'Zoë Łuk'].map(memberOf);
const mentioned = (text: string) => mentionsIn(text, people).map(({ name }) => name);

test('names after an @ are mentions, the longest counts, each once', () => {
  expect(mentioned('@Ben Okafor and @ana reyes, @Ana Reyes!')).toEqual(['Ben Okafor', 'Ana Reyes']);
  expect(mentioned('@Ben, listen')).toEqual(['Ben']);
  expect(mentioned('(@Zoë Łuk)')).toEqual(['Zoë Łuk']);
});

test('addresses, longer words and strangers are none', () => {
  expect(mentioned('mail ben@Ben.example')).toEqual([]);
  expect(mentioned('@Benjamin @Chloe @')).toEqual([]);
});

test('what stands out in a comment is what is told as a mention, and nothing is lost', () => {
  const text = 'Hi @ben okafor, mail ben@Ben.example or @Ana Reyes';
  const parts = commentParts(text, people);
  expect(parts.map((part) => part.text).join('')).toBe(text);
  expect(parts.filter(({ member }) => member).map((part) => part.text)).toEqual([
    '@ben okafor',
    '@Ana Reyes',
  ]);
  expect(commentParts('', people)).toEqual([]);
});

test('what is typed after the last @ completes by any word of a name', () => {
  expect(mentionBeingTyped('Hi @be', 6)).toBe('be');
  expect(mentionBeingTyped('Hi @be', 2)).toBeNull();
  expect(mentionBeingTyped('me@be', 5)).toBeNull();
  expect(mentionBeingTyped('@a\nb', 4)).toBeNull();
  expect(suggestionsFor('', people)).toHaveLength(4);
  expect(suggestionsFor('oka', people).map(({ name }) => name)).toEqual(['Ben Okafor']);
  expect(suggestionsFor('ben okafor', people)).toEqual([]);
});
