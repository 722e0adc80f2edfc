/**
 * This file finds mentions in a comment: "@Ben Okafor", with the name as the track shows it. A name may
 * be several people's: whom the writer chose from the list, or whom the comment was told to, is meant
 * then, the first where it stands first. Names are compared as people read them, in one normal form,
 * and end where their script has an end of words: "@山田さん" names 山田.
 */
import type { Member } from '#shared/workspace/entities.ts';

export interface CommentPart {
  readonly text: string;
  /** Whom this part names, "@" included; empty where it is only text. */
  readonly people: readonly Member[];
}

/**
 * Cuts a comment into parts; of names alike the longest counts; an address is no mention.
 * @param chosen ids of people, in the order in which they were chosen
 */
export function commentParts(
  text: string,
  members: readonly Member[],
  chosen: readonly string[] = [],
): readonly CommentPart[] {
  const typed = text.normalize('NFC');
  const named = namesOf(members);
  const left = [...chosen];
  const parts: CommentPart[] = [];
  let from = 0;
  for (let at = typed.indexOf('@'); at !== -1; at = typed.indexOf('@', at + 1)) {
    if (isWithinWord(typed, at)) continue;
    const rest = typed.slice(at + 1);
    const found = named.find(({ name }) => isNameAt(rest, name));
    if (!found) continue;
    const to = at + 1 + found.name.length;
    if (at > from) parts.push({ text: typed.slice(from, at), people: [] });
    parts.push({ text: typed.slice(at, to), people: meantBy(found.people, chosen, left) });
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
): readonly Member[] =>
  [...new Set(commentParts(text, members, chosen).flatMap(({ people }) => people))].slice(
    0,
    mentionsMost,
  );

/** Finds what is typed after the last "@" before the caret; null where nobody is mentioned. */
export function mentionBeingTyped(text: string, caret: number): string | null {
  const before = text.slice(0, caret);
  const at = before.lastIndexOf('@');
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

const namesMost = 40;
const suggestionsMost = 5;
/** As the command takes them. */
const mentionsMost = 20;

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

/** @param left what of the choice is not found in the text yet */
function meantBy(people: readonly Member[], chosen: readonly string[], left: string[]): Member[] {
  const next = left.findIndex((id) => people.some(({ userId }) => userId === id));
  const [id] = next === -1 ? [] : left.splice(next, 1);
  if (id !== undefined) return people.filter(({ userId }) => userId === id);
  // Named once more than chosen: the same again, or everybody of that name.
  const again = people.filter(({ userId }) => chosen.includes(userId));
  return again.length > 0 ? again : [...people];
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
