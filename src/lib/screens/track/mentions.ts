/** This file finds mentions in a comment: "@Ben Okafor", with the name as the track shows it. */
import type { Member } from '#shared/workspace/entities.ts';

export interface CommentPart {
  readonly text: string;
  /** The person this part names, "@" included; null where it is only text. */
  readonly member: Member | null;
}

/** Cuts a comment into parts; of names alike the longest counts; an address is no mention. */
export function commentParts(text: string, members: readonly Member[]): readonly CommentPart[] {
  const named = members.toSorted((a, b) => b.name.length - a.name.length);
  const parts: CommentPart[] = [];
  let from = 0;
  for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', at + 1)) {
    if (isWithinWord(text, at)) continue;
    const rest = text.slice(at + 1);
    const member = named.find(({ name }) => isNameAt(rest, name));
    if (!member) continue;
    const to = at + 1 + member.name.length;
    if (at > from) parts.push({ text: text.slice(from, at), member: null });
    parts.push({ text: text.slice(at, to), member });
    from = to;
  }
  if (from < text.length) parts.push({ text: text.slice(from), member: null });
  return parts;
}

/** Finds who is mentioned, each once. */
export const mentionsIn = (text: string, members: readonly Member[]): readonly Member[] => [
  ...new Set(commentParts(text, members).flatMap(({ member }) => member ?? [])),
];

/** Finds what is typed after the last "@" before the caret; null where nobody is mentioned. */
export function mentionBeingTyped(text: string, caret: number): string | null {
  const before = text.slice(0, caret);
  const at = before.lastIndexOf('@');
  if (at === -1 || isWithinWord(before, at)) return null;
  const typed = before.slice(at + 1);
  return typed.length <= namesMost && !typed.includes('\n') ? typed : null;
}

/** Finds those whose name, or a word of it, begins with what is typed. */
export function suggestionsFor(typed: string, members: readonly Member[]): readonly Member[] {
  const wanted = typed.toLocaleLowerCase();
  const begins = (name: string) => {
    const small = name.toLocaleLowerCase();
    return small.startsWith(wanted) || small.split(' ').some((word) => word.startsWith(wanted));
  };
  return members
    .filter(({ name }) => begins(name) && name.toLocaleLowerCase() !== wanted)
    .slice(0, suggestionsMost);
}

const namesMost = 40;
const suggestionsMost = 5;

const isWithinWord = (text: string, at: number): boolean =>
  /[\p{L}\p{N}]/u.test(text.charAt(at - 1));

const isNameAt = (rest: string, name: string): boolean =>
  rest.slice(0, name.length).toLocaleLowerCase() === name.toLocaleLowerCase() &&
  !/^[\p{L}\p{N}]/u.test(rest.slice(name.length));
