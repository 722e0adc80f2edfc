/**
 * This file makes what was typed into a form what is sent. A field takes more than fits: cutting
 * off what somebody pasted would lose it unseen, so the fault says by how much it is too long.
 */
import { err, ok, type Result } from './result.ts';
import { asLine, isVisible } from './text.ts';

export interface TextFault {
  /** How many characters there are too many; 0 where there is no text at all. */
  readonly surplus: number;
}

export function textIn(typed: string, most: number): Result<string, TextFault> {
  const text = typed.toWellFormed().replaceAll('\0', '').trim();
  if (!isVisible(text)) return err({ surplus: 0 });
  return text.length > most ? err({ surplus: text.length - most }) : ok(text);
}

/** Reads a name or a headline. */
export const lineIn = (typed: string, most: number): Result<string, TextFault> =>
  textIn(asLine(typed), most);
