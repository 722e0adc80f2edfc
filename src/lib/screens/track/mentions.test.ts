import { expect, test } from 'vitest';
import { memberId } from '#shared/workspace/slice.ts';
import type { Member } from '#shared/workspace/entities.ts';
import {
  chosenWith,
  commentParts,
  labelOf,
  mentionBeingTyped,
  mentionsIn,
  suggestionsFor,
} from './mentions.ts';

const memberOf = (name: string, userId = name): Member => ({
  id: memberId('t', userId),
  trackId: 't',
  userId,
  name,
  role: 'collaborator',
  joinedAt: 1,
});
const names = ['Ana Reyes', 'Ben', 'Ben Okafor', 'Zoë Łuk', '山田', '김민수', 'สมชาย'];
const people = names.map((name) => memberOf(name));
const mentioned = (
  text: string,
  members = people,
  chosen: readonly string[] = [],
  told: readonly string[] = [],
) => mentionsIn(text, members, chosen, told).map(({ userId }) => userId);

test('CM32 names after an @ are mentions, the longest counts, each once', () => {
  expect(mentioned('@Ben Okafor and @ana reyes, @Ana Reyes!')).toEqual(['Ben Okafor', 'Ana Reyes']);
  expect(mentioned('@Ben, listen')).toEqual(['Ben']);
  expect(mentioned('(@Zoë Łuk)')).toEqual(['Zoë Łuk']);
});

test('CM32 addresses, longer words and strangers are none', () => {
  expect(mentioned('mail ben@Ben.example or x@山田')).toEqual([]);
  expect(mentioned('@Benjamin @Chloe @ @Ben\u0301')).toEqual([]);
});

test('CM32 a name ends where its script has an end of words', () => {
  expect(mentioned('@山田さん')).toEqual(['山田']);
  expect(mentioned('请@山田 看一下')).toEqual(['山田']);
  expect(mentioned('@김민수님, @Ben请看')).toEqual(['김민수', 'Ben']);
  expect(mentioned('ดู@สมชายหน่อย')).toEqual(['สมชาย']);
});

test('CM32 names are compared in one normal form, whichever the device or the name has', () => {
  const decomposed = 'Zoë Łuk'.normalize('NFD');
  expect(mentioned(`Hi @${decomposed}!`)).toEqual(['Zoë Łuk']);
  expect(mentioned('@Zoë Łuk', [memberOf(decomposed, 'zoe')])).toEqual(['zoe']);
  expect(suggestionsFor('zoë'.normalize('NFD'), people).map(({ name }) => name)).toEqual([
    'Zoë Łuk',
  ]);
});

const twins = [memberOf('Sam', 'sam-1'), memberOf('Sam', 'sam-2'), memberOf('Ben')];

test('CM32 of several people of one name, whom the writer chose is meant', () => {
  expect(mentioned('@Sam', twins, ['sam-2'])).toEqual(['sam-2']);
  expect(mentioned('@Sam and @sam', twins, ['sam-2', 'sam-1'])).toEqual(['sam-2', 'sam-1']);
  expect(mentioned('@Sam, @Sam!', twins, ['sam-2'])).toEqual(['sam-2']);
  expect(mentioned('@Ben', twins, ['sam-2'])).toEqual(['Ben']);
});

test('CM32 and everybody of that name where nobody was chosen', () => {
  expect(mentioned('@Sam', twins)).toEqual(['sam-1', 'sam-2']);
  expect(suggestionsFor('sam', twins).map(({ userId }) => userId)).toEqual(['sam-1', 'sam-2']);
});

test('CM32 choosing anew for a name corrects that one, and leaves the others of the name', () => {
  const [first, second] = twins;
  if (!first || !second) throw new Error('there are two');
  const once = chosenWith(first, [], 'Hi ', twins);
  expect(mentioned('Hi @Sam', twins, once)).toEqual(['sam-1']);
  const again = chosenWith(second, once, 'Hi ', twins);
  expect(mentioned('Hi @Sam', twins, again)).toEqual(['sam-2']);
  const both = chosenWith(first, again, 'Hi @Sam and ', twins);
  expect(mentioned('Hi @Sam and @Sam', twins, both)).toEqual(['sam-2', 'sam-1']);
  // In front of one that was chosen.
  expect(mentioned('@Sam, @Sam', twins, chosenWith(first, ['sam-2'], '', twins))).toEqual([
    'sam-1',
  ]);
});

test('CM32 what was chosen now counts before whom the text named before', () => {
  expect(mentioned('@Sam', twins, [], ['sam-1'])).toEqual(['sam-1']);
  expect(mentioned('@Sam', twins, ['sam-2'], ['sam-1'])).toEqual(['sam-2']);
});

test('CM32 people of one name are told apart by when they came', () => {
  const here = { locale: 'en-GB', timeZone: 'UTC' };
  const now = Date.UTC(2026, 10, 24, 12);
  const came = twins.map((member, index) => ({
    ...member,
    joinedAt: Date.UTC(2026, 10, 24, 9 + index),
  }));
  const [one, two, ben] = came.map((member) => labelOf(member, came, now, here));
  expect(one).toContain('Sam (here since');
  expect(one).not.toBe(two);
  expect(ben).toBe('Ben');
});

test('CM32 a name within a name names nobody else, and no words are doubled', () => {
  const crowd = ['Zed @Ben Okafor', 'Ben Okafor', '@home', 'home'].map((name) => memberOf(name));
  const text = '@Zed @Ben Okafor hello @@home';
  expect(mentioned(text, crowd)).toEqual(['Zed @Ben Okafor', '@home']);
  expect(
    commentParts(text, crowd)
      .map((part) => part.text)
      .join(''),
  ).toBe(text);
});

test('CM32 the wide sign of other keyboards is one too', () => {
  expect(mentioned('＠山田さん')).toEqual(['山田']);
  expect(mentionBeingTyped('请＠山', 3)).toBe('山');
});

test('CM32 no more are told than a comment can name', () => {
  const crowd = Array.from({ length: 30 }, (_, index) => memberOf(`P${index}x`));
  const text = crowd.map(({ name }) => `@${name}`).join(' ');
  expect(mentioned(text, crowd)).toHaveLength(20);
});

test('what stands out in a comment is what is told as a mention, and nothing is lost', () => {
  const text = 'Hi @ben okafor, mail ben@Ben.example or @Ana Reyes';
  const parts = commentParts(text, people);
  expect(parts.map((part) => part.text).join('')).toBe(text);
  expect(parts.filter((part) => part.people.length > 0).map((part) => part.text)).toEqual([
    '@ben okafor',
    '@Ana Reyes',
  ]);
  expect(commentParts('', people)).toEqual([]);
});

test('what is typed after the last @ completes by any word of a name', () => {
  expect(mentionBeingTyped('Hi @be', 6)).toBe('be');
  expect(mentionBeingTyped('Hi @be', 2)).toBeNull();
  expect(mentionBeingTyped('me@be', 5)).toBeNull();
  expect(mentionBeingTyped('请@山', 3)).toBe('山');
  expect(mentionBeingTyped('@a\nb', 4)).toBeNull();
  expect(suggestionsFor('', people)).toHaveLength(5);
  expect(suggestionsFor('oka', people).map(({ name }) => name)).toEqual(['Ben Okafor']);
  expect(suggestionsFor('ben okafor', people)).toEqual([]);
});
