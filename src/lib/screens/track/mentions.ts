/**
 * This file finds mentions in a comment: "@Ben Okafor", with the name as the track shows it. A name may
 * be several people's: whom the writer chose from the list, or whom the comment was told to, is meant
 * then, the first where it stands first. Names are compared as people read them, in one normal form,
 * and end where their script has an end of words: "@山田さん" names 山田.
 */
import { trackWords } from '#lib/words/en-track.ts';
import { momentTime, type Here } from '#shared/words/time.ts';
import type { Member } from '#shared/workspace/entities.ts';

export interface CommentPart {
  readonly text: string;
  /** Whom this part names, "@" included; empty where it is only text. */
  readonly people: readonly Member[];
}

/**
 * Cuts a comment into parts; of names alike the longest counts; an address is no mention.
 * @param chosen ids of people, for each name in the order in which it stands
 * @param told ids of people whom the text has named before, where nobody of the name was chosen
 */
export function commentParts(
  text: string,
  members: readonly Member[],
  chosen: readonly string[] = [],
  told: readonly string[] = [],
): readonly CommentPart[] {
  const typed = text.normalize('NFC');
  const named = namesOf(members);
  const left = [...chosen];
  const parts: CommentPart[] = [];
  let from = 0;
  for (let at = atSign(typed, 0); at !== -1; at = atSign(typed, Math.max(at + 1, from))) {
    if (isWithinWord(typed, at)) continue;
    const rest = typed.slice(at + 1);
    const found = named.find(({ name }) => isNameAt(rest, name));
    if (!found) continue;
    const to = at + 1 + found.name.length;
    if (at > from) parts.push({ text: typed.slice(from, at), people: [] });
    parts.push({
      text: typed.slice(at, to),
      people: meantBy(found.people, { chosen, told, left }),
    });
    from = to;
  }
  if (from < typed.length) parts.push({ text: typed.slice(from), people: [] });
  return parts;
}

/** Finds who is mentioned, each once, and no more than a comment can name. */
export const mentionsIn = (
  text: string,
  members: readonly Member[],
  chosen: readonly string[] = [],
  told: readonly string[] = [],
): readonly Member[] =>
  [...new Set(commentParts(text, members, chosen, told).flatMap(({ people }) => people))].slice(
    0,
    mentionsMost,
  );

/** Finds what is typed after the last "@" before the caret; null where nobody is mentioned. */
export function mentionBeingTyped(text: string, caret: number): string | null {
  const before = text.slice(0, caret);
  const at = Math.max(...atSigns.map((sign) => before.lastIndexOf(sign)));
  if (at === -1 || isWithinWord(before, at)) return null;
  const typed = before.slice(at + 1);
  return typed.length <= namesMost && !typed.includes('\n') ? typed : null;
}

/**
 * Finds those whose name, or a word of it, begins with what is typed. A name that is typed whole is
 * offered only where it is several people's, so that one of them can be chosen.
 */
export function suggestionsFor(typed: string, members: readonly Member[]): readonly Member[] {
  const wanted = keyOf(typed);
  const begins = (name: string) =>
    name.startsWith(wanted) || name.split(' ').some((word) => word.startsWith(wanted));
  const isOneOfSeveral = members.filter(({ name }) => keyOf(name) === wanted).length > 1;
  return members
    .filter(({ name }) => begins(keyOf(name)) && (isOneOfSeveral || keyOf(name) !== wanted))
    .slice(0, suggestionsMost);
}

/** Keyboards for Japanese and Chinese write the wide one. */
const atSigns = ['@', '＠'] as const;

/** @returns where the next one stands; -1 where none does */
function atSign(text: string, from: number): number {
  const found = atSigns.map((sign) => text.indexOf(sign, from)).filter((at) => at !== -1);
  return found.length === 0 ? -1 : Math.min(...found);
}

const namesMost = 40;
const suggestionsMost = 5;
/** As the command takes them. */
const mentionsMost = 20;

/** The name, and where others have the same since when they are there: nobody is told by mistake. */
export function labelOf(
  { name, userId, joinedAt }: Member,
  members: readonly Member[],
  now: number,
  here: Here,
): string {
  const isAlone = !members.some(
    (other) => other.userId !== userId && keyOf(other.name) === keyOf(name),
  );
  return isAlone ? name : trackWords.since(name, momentTime(joinedAt, now, here));
}

const keyOf = (name: string): string => name.normalize('NFC').toLocaleLowerCase();

/** Each name with its people, the longest first. */
function namesOf(members: readonly Member[]) {
  const byKey = new Map<string, { readonly name: string; readonly people: Member[] }>();
  for (const member of members) {
    const key = keyOf(member.name);
    const found = byKey.get(key);
    if (found) found.people.push(member);
    else byKey.set(key, { name: member.name.normalize('NFC'), people: [member] });
  }
  return [...byKey.values()].toSorted((a, b) => b.name.length - a.name.length);
}

interface Choice {
  readonly chosen: readonly string[];
  readonly told: readonly string[];
  /** What of the choice is not found in the text yet. */
  readonly left: string[];
}

function meantBy(people: readonly Member[], { chosen, told, left }: Choice): Member[] {
  const next = left.findIndex((id) => people.some(({ userId }) => userId === id));
  const [id] = next === -1 ? [] : left.splice(next, 1);
  if (id !== undefined) return people.filter(({ userId }) => userId === id);
  // Named once more than chosen: the same again, or who was told before, or everybody of that name.
  const among = (ids: readonly string[]) => people.filter(({ userId }) => ids.includes(userId));
  return [among(chosen), among(told), [...people]].find((some) => some.length > 0) ?? [];
}

/**
 * The choice, where somebody is chosen for the name that is being typed: those of the same name keep
 * their places in the text.
 * @param before the text in front of that name
 */
export function chosenWith(
  { userId, name }: Member,
  chosen: readonly string[],
  before: string,
  members: readonly Member[],
): readonly string[] {
  const alike = members.filter((member) => keyOf(member.name) === keyOf(name));
  const isAlike = (id: string) => alike.some((member) => member.userId === id);
  const at = commentParts(before, members).filter(({ people }) =>
    people.some((member) => isAlike(member.userId)),
  ).length;
  const ofTheName = chosen.filter(isAlike);
  const earlier = Array.from({ length: at }, (_, index) => ofTheName[index] ?? userId);
  return [...chosen.filter((id) => !isAlike(id)), ...earlier, userId, ...ofTheName.slice(at + 1)];
}

/** Scripts that put no spaces between words, or write endings to names. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}]/u;

const goesOn = (character: string): boolean =>
  /^[\p{L}\p{N}]/u.test(character) && !unspaced.test(character);

const isWithinWord = (text: string, at: number): boolean =>
  goesOn([...text.slice(0, at)].at(-1) ?? '');

function isNameAt(rest: string, name: string): boolean {
  if (keyOf(rest.slice(0, name.length)) !== keyOf(name)) return false;
  const [next = ''] = rest.slice(name.length);
  const following = String.fromCodePoint(rest.codePointAt(name.length) ?? 0x20);
  if (/\p{M}/u.test(next)) return false;
  return !goesOn(following) || unspaced.test([...name].at(-1) ?? '');
}
